// Cards: a figure is asked for when its card is first seen; PNG, theme, title and link copying.
// Nothing here speaks to any host but the page's own.
(function () {
  "use strict";

  var seen = new IntersectionObserver(
    function (entries) {
      entries.forEach(function (entry) {
        if (entry.isIntersecting) ask(entry.target);
      });
    },
    { rootMargin: "200px" }
  );

  function ask(card) {
    if (card.askedFor === card.dataset.ask || !window.dash_clientside.set_props) return;
    card.askedFor = card.dataset.ask;
    afterTables(function () { send(card, 0); }, 0);
  }

  // A table is there to be read before figures are drawn, which takes the browser longer.
  function afterTables(act, again) {
    var empty = Array.from(document.querySelectorAll(".rows")).some(function (table) {
      return !table.querySelector(".ag-row[row-id]");  // a row whose data has come
    });
    if (!empty || again >= 20) act();
    else window.setTimeout(afterTables, 50, act, again + 1);
  }

  // A request made before the page's components are known is lost without a word: ask again.
  function send(card, again) {
    if (!card.isConnected || !card.querySelector(".waiting")) return;
    window.dash_clientside.set_props(
      { type: "seen", figure: card.dataset.figure },
      { data: card.dataset.ask + "#" + again }
    );
    if (again < 5) window.setTimeout(function () { send(card, again + 1); }, 2500 * (again + 1));
  }

  // Paper shows every figure: all are asked for (assets/paper.js).
  document.addEventListener("taijie-draw-all", function () {
    document.querySelectorAll("[data-ask]").forEach(ask);
  });

  // A choice draws the page anew: whoever made it by keyboard stays on the same control.
  var focused = null;
  document.addEventListener("focusin", function (event) {
    focused = event.target.closest(".controls, .picks") ? event.target : null;
  });
  document.addEventListener("pointerdown", function (event) {
    if (!event.target.closest(".controls, .picks")) focused = null;
  });
  function refocus() {
    if (!focused || focused.isConnected || document.activeElement !== document.body) return;
    var again = document.getElementById(focused.id);
    if (again) again.focus({ preventScroll: true });
  }

  function watch() {
    refocus();
    // An open list closes under a Tab that would stop at its scrolling part: the focus were lost.
    document.querySelectorAll("[role=listbox], [role=listbox] [class*=ScrollArea]").forEach(function (part) {
      part.tabIndex = -1;
    });
    document.querySelectorAll("[data-ask]").forEach(function (card) {
      if (card.askedFor === card.dataset.ask) return;
      seen.unobserve(card);
      seen.observe(card);
    });
    document.querySelectorAll("nav a").forEach(function (link) {
      if (link.classList.contains("current")) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    document.querySelectorAll(".js-plotly-plot").forEach(pointAt);
    var heading = document.querySelector(".heading");
    if (heading) document.title = heading.dataset.title + " · Taijie";
  }

  // On paper the mid-tones that the page draws in ink are ink.
  function inked(part) {
    if (typeof part === "string") return part.replace(/#6B6F7[678]/gi, "#16191D");
    if (Array.isArray(part)) return part.map(inked);
    if (!part || Object.getPrototypeOf(part) !== Object.prototype) return part;  // numbers, typed arrays
    return Object.fromEntries(Object.entries(part).map(function (pair) { return [pair[0], inked(pair[1])]; }));
  }

  // A picture stands alone: its question above, and batch, variant, metric and n below that.
  function savePicture(button) {
    var card = button.closest(".card");
    var plot = card && card.querySelector(".js-plotly-plot");
    if (!plot || !window.Plotly) return;
    var layout = Object.assign({}, plot.layout, { paper_bgcolor: "#fff", plot_bgcolor: "#fff", width: null });
    layout.font = Object.assign({}, layout.font, { color: "#333" });
    layout.title = {
      text: card.querySelector("h2").textContent, font: { size: 16 }, x: 0.01, xanchor: "left", yref: "container",
      y: 1, yanchor: "top", pad: { t: 12 }, subtitle: { text: button.dataset.caption, font: { size: 12, color: "#555" } },
    };
    layout.margin = Object.assign({}, layout.margin, { t: 56 + Math.max(16, layout.margin.t || 0) });
    window.Plotly.downloadImage(
      { data: inked(plot.data), layout: inked(layout) },
      { format: button.dataset.kind, width: 1200, height: plot.layout.height * 1.25, filename: "taijie-" + button.dataset.figure }
    );
  }

  // A picture made by the server as SVG, drawn on a canvas twice as large.
  function savePng(button) {
    window.fetch(button.dataset.svg).then(function (answer) { return answer.text(); }).then(function (text) {
      var image = new Image();
      image.onload = function () {
        var canvas = document.createElement("canvas"), link = document.createElement("a");
        canvas.width = image.width * 2;
        canvas.height = image.height * 2;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        link.href = canvas.toDataURL("image/png");
        link.download = button.dataset.name + ".png";
        link.click();
      };
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
    });
  }

  // Where a click on a mark leads on, the pointer says so.
  function pointAt(plot) {
    if (plot.points || !plot.on) return;
    plot.points = true;
    plot.on("plotly_hover", function (event) {
      plot.classList.toggle("clicks", event.points.some(function (point) { return point.customdata; }));
    });
    plot.on("plotly_unhover", function () { plot.classList.remove("clicks"); });
  }

  // A link names its batch: without it, the newest batch of the day it is opened would be shown.
  function copyLink(button) {
    var said = button.textContent;
    function done(text) {
      button.textContent = text;
      window.setTimeout(function () { button.textContent = said; }, 1500);
    }
    var address = new URL(window.location.href), batch = button.dataset.batch;
    if (batch && !address.searchParams.has("batch")) address.searchParams.set("batch", batch);
    var text = button.dataset.copy || address.href;
    if (navigator.clipboard) {
      navigator.clipboard.writeText(text).then(
        function () { done("Copied"); },
        function () { done("Copy the address above"); }
      );
    } else done("Copy the address above");
  }

  function theme() {
    var asked = new URLSearchParams(window.location.search).get("theme");
    if (asked === "dark" || asked === "light") return asked;
    try {
      var kept = window.localStorage.getItem("taijie-theme");
      if (kept) return kept;
    } catch (error) { /* storage may be forbidden; the system's choice then holds */ }
    return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  function setTheme(name) {
    document.documentElement.dataset.theme = name;
    if (window.dash_clientside && window.dash_clientside.set_props) {
      window.dash_clientside.set_props("mantine", { forceColorScheme: name });
    }
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("png")) savePicture(button);
    else if (button.classList.contains("svg-png")) savePng(button);
    else if (button.id === "copy" || button.dataset.copy) copyLink(button);
    else if (button.id === "theme") {
      var next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
      try { window.localStorage.setItem("taijie-theme", next); } catch (error) { /* as above */ }
      setTheme(next);
    }
  });

  document.documentElement.dataset.theme = theme();
  document.addEventListener("DOMContentLoaded", function () {
    var due = false;
    new MutationObserver(function () {
      if (due) return;
      due = true;
      window.requestAnimationFrame(function () { due = false; watch(); });
    }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-ask"] });
    var tries = window.setInterval(function () {
      if (!window.dash_clientside || !window.dash_clientside.set_props) return;
      if (!document.getElementById("page")) return;
      window.clearInterval(tries);
      setTheme(theme());
      watch();
    }, 40);
  });
})();
