// Reloads the page when the site has been built again. It stands in a file, because the policy of the pages allows no inline script.
(() => {
  const { epoch, request } = document.currentScript.dataset;
  let asking = null;
  let timer = 0;

  const ask = () => {
    asking = new XMLHttpRequest();
    asking.onloadend = () => {
      if (Number(asking.responseText) > Number(epoch)) location.reload();
      else timer = setTimeout(ask, asking.status === 200 ? 0 : 3000);
    };
    asking.open("GET", `/livereload/${epoch}/${request}`);
    asking.send();
  };
  const stop = () => {
    if (asking) asking.onloadend = null;
    asking?.abort();
    asking = null;
    clearTimeout(timer);
  };

  addEventListener("load", () => document.visibilityState === "visible" && ask());
  addEventListener("visibilitychange", () => {
    stop();
    if (document.visibilityState === "visible") ask();
  });
  addEventListener("beforeunload", stop);
})();
