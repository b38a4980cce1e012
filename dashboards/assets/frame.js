// The rail folds on a wide screen and stays so; on a narrow one it is a drawer. Help at words.
(function () {
  "use strict";
  var root = document.documentElement, narrow = window.matchMedia("(max-width: 1100px)");

  function keep(value) {
    root.dataset.rail = value;
    try { window.localStorage.setItem("taijie-rail", value); } catch (error) { /* then it is not kept */ }
  }

  function drawer(open) {
    root.dataset.drawer = open ? "open" : "";
    var place = document.getElementById(open ? "rail" : "rail-open");
    var first = open ? place && place.querySelector("a.current, a") : place;
    if (first) first.focus();
  }

  try { root.dataset.rail = window.localStorage.getItem("taijie-rail") || ""; } catch (error) { /* shown */ }

  document.addEventListener("click", function (event) {
    var at = event.target.closest && event.target;
    if (!at) return;
    if (at.closest("#rail-open")) {
      if (narrow.matches) drawer(root.dataset.drawer !== "open");
      else { keep(""); document.getElementById("rail-close").focus(); }
    } else if (at.closest("#rail-close")) {
      if (narrow.matches) drawer(false);
      else { keep("closed"); document.getElementById("rail-open").focus(); }
    } else if (root.dataset.drawer === "open" && (at.closest("#rail a") || !at.closest("#rail"))) {
      root.dataset.drawer = "";
    }
    document.querySelectorAll("details.note[open]").forEach(function (note) {
      if (!note.contains(at)) note.open = false;
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    hide();
    if (root.dataset.drawer === "open") drawer(false);
    document.querySelectorAll("details.note[open]").forEach(function (note) {
      note.open = false;
      note.querySelector("summary").focus();
    });
  });

  // What a dotted word means: on hover and on focus, one tip for all.
  var tip = null;
  function hide() { if (tip) tip.remove(); tip = null; }
  function show(word) {
    hide();
    tip = document.createElement("div");
    tip.className = "tip";
    tip.textContent = word.dataset.tip;
    document.body.append(tip);
    var place = word.getBoundingClientRect(), size = tip.getBoundingClientRect();
    var left = Math.max(8, Math.min(place.left, window.innerWidth - size.width - 8));
    var below = place.bottom + 6 + size.height < window.innerHeight;
    tip.style.left = left + window.scrollX + "px";
    tip.style.top = (below ? place.bottom + 6 : place.top - size.height - 6) + window.scrollY + "px";
  }
  ["mouseover", "focusin"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var word = event.target.closest && event.target.closest("[data-tip]");
      if (word) show(word);
      else if (kind === "mouseover" && tip && !event.target.closest(".tip")) hide();
    });
  });
  document.addEventListener("focusout", hide);
  window.addEventListener("scroll", hide, { passive: true });
})();
