// Paper: every figure is drawn before it is printed, at the width of a page, on white.
// A browser prints at once what is there, so that its key and the page's button wait for the rest.
(function () {
  "use strict";
  var WIDTH = 700, HEIGHT = 900, PATIENCE = 60000, theme = null;  // pixels of A4 within its margins

  function plots() {
    return Array.from(document.querySelectorAll(".js-plotly-plot")).filter(function (plot) { return plot._fullLayout; });
  }

  function isDrawn() {
    return !document.querySelector("main .waiting") &&
      Array.from(document.querySelectorAll("main .chart")).every(function (one) { return one.querySelector(".main-svg"); });
  }

  // Charts take the width of the page, which is that of their place from now on as well. A chart higher than a page is made smaller: it would be cut.
  function fit() {
    if (theme !== null) return;
    theme = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
    document.documentElement.classList.add("paper");
    document.querySelectorAll(".glossary details").forEach(function (one) { one.open = true; });
    plots().forEach(function (plot) {
      var small = Math.min(1, HEIGHT / plot._fullLayout.height);
      (plot.closest(".chart") || plot).style.zoom = small;
      window.Plotly.relayout(plot, { width: WIDTH / small, autosize: false });
    });
  }

  function restore() {
    if (theme === null) return;
    document.documentElement.dataset.theme = theme;
    document.documentElement.classList.remove("paper");
    theme = null;
    plots().forEach(function (plot) {
      (plot.closest(".chart") || plot).style.zoom = "";
      window.Plotly.relayout(plot, { width: null, autosize: true });
    });
  }

  function drawAll(then) {
    var until = Date.now() + PATIENCE;
    document.dispatchEvent(new CustomEvent("taijie-draw-all"));
    (function wait() {
      if (isDrawn() || Date.now() > until) then();
      else window.setTimeout(wait, 100);
    })();
  }

  function print() {
    drawAll(function () { window.print(); });
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    print();
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("#print")) print();
  });
  window.addEventListener("beforeprint", fit);
  window.addEventListener("afterprint", restore);
  // A browser's own menu, or a program that prints: what is seen as on paper is drawn as well.
  window.matchMedia("print").addEventListener("change", function (media) {
    if (media.matches) drawAll(fit);
    else restore();
  });
})();
