// Runs in the head, before paint: a kept choice of light or dark goes on <html>.
try {
  const kept = localStorage.getItem("scheme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.scheme = kept;
} catch {}
