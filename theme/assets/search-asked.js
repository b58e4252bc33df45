// Runs before the page is drawn: where a query stands in the address, its results take the place of the list of titles.
if (new URLSearchParams(location.search).get("q")?.trim()) document.documentElement.dataset.searching = "";
