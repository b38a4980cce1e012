// Charts on a narrow screen: one rule for all, since a figure is made before its width is known.
// Titles of axes are wrapped to their axis, ticks are few, and panels too narrow to be read beside
// one another stand one under another. The player of a replay redraws its charts at each step and is
// left as it is.
(function () {
  "use strict";

  var NARROW = 480, TICKS = 5, LETTER = 7.5, TICK = 52, PANEL = 170, GAP = 90, NAME = 30;

  function axes(layout, letter) {
    return Object.keys(layout).filter(function (key) {
      return new RegExp("^" + letter + "axis\\d*$").test(key);
    });
  }

  function wrapped(text, letters) {
    var lines = [""];
    text.replace(/<br>/g, " ").split(" ").forEach(function (word) {
      var last = lines[lines.length - 1];
      if (last && last.length + 1 + word.length > letters) lines.push(word);
      else lines[lines.length - 1] = last ? last + " " + word : word;
    });
    return lines.join("<br>");
  }

  function span(axis) {
    return axis._length || 0;
  }

  // Of ticks set by hand those are kept that fit, the first among them; others Plotly counts out.
  function ticks(change, key, axis, length) {
    var most = Math.max(2, Math.min(TICKS, Math.floor(length / TICK)));
    if (axis.type === "category" || axis.type === "multicategory") return;
    if (axis.tickvals && axis.tickvals.length) {
      var every = most === 2 ? axis.tickvals.length - 1 : Math.ceil(axis.tickvals.length / most);
      var keeps = function (_, i) { return i % Math.max(1, every) === 0; };
      change[key + ".tickvals"] = Array.from(axis.tickvals).filter(keeps);
      if (axis.ticktext) change[key + ".ticktext"] = Array.from(axis.ticktext).filter(keeps);
      change[key + ".tickangle"] = 0;
    } else {
      change[key + ".dtick"] = null;
      change[key + ".tick0"] = null;
      change[key + ".nticks"] = Math.max(3, most);
    }
  }

  // The names of rows keep their beginning: without room Plotly leaves it out.
  function name(change, key, names) {
    change[key + ".tickvals"] = names;
    change[key + ".ticktext"] = names.map(function (text) {
      return text.length > NAME && text.indexOf("<br>") < 0 ? text.slice(0, NAME) + "…" : text;
    });
  }

  // Panels side by side that are too narrow, row by row: pairs of an x axis and its y axis.
  function panels(full) {
    var found = axes(full, "x").map(function (key) {
      var anchor = full[key].anchor || "y";
      var y = "yaxis" + anchor.slice(1);
      return { x: key, y: y, left: full[key].domain[0], top: full[y].domain[1], length: span(full[key]) };
    }).sort(function (one, other) { return other.top - one.top || one.left - other.left; });
    var columns = new Set(found.map(function (one) { return one.left; })).size;
    var places = new Set(found.map(function (one) { return one.left + "/" + one.top; })).size;
    var apart = columns > 1 && places === found.length;
    var tight = found.every(function (one) { return one.length < PANEL; });
    return found.length > 1 && apart && tight ? found : [];
  }

  function stack(plot, change, full) {
    var found = panels(full);
    if (!found.length) return full.height;
    var top = full.margin.t + full.margin.b, rows = new Set(found.map(function (one) { return one.top; })).size;
    var each = Math.max(150, (full.height - top) * 0.75 / rows);
    var inside = found.length * each + (found.length - 1) * GAP;
    found.forEach(function (one, i) {
      var high = 1 - i * (each + GAP) / inside, low = high - each / inside;
      change[one.x + ".domain"] = [0, 1];
      change[one.y + ".domain"] = [Math.max(0, low), high];
      // Beside one another they share the first one's labels, one under another each has its own.
      if (full[one.y].matches) change[one.y + ".showticklabels"] = true;
      (full.annotations || []).forEach(function (note, place) {
        if (note.yref !== "paper" || note.xref !== "paper" || Math.abs(note.x - one.left) > 0.02 || Math.abs(note.y - one.top) > 0.02) return;
        change["annotations[" + place + "].x"] = 0;
        change["annotations[" + place + "].y"] = high;
      });
    });
    var width = full.width - full.margin.l - full.margin.r;
    found.forEach(function (one) { ticks(change, one.x, full[one.x], width); });
    return inside + top;
  }

  // Three stations of a flow are named by the chart's title, and their labels have half the room each.
  function flow(plot) {
    var names = ((plot.data[0] || {}).node || { label: [] }).label, heading = /^\w+: /;
    if (new Set(names.map(function (name) { return (name.match(heading) || [""])[0]; })).size < 3) return {};
    return { "node.label": [names.map(function (name) { return name.replace(heading, ""); })], "textfont.size": 10 };
  }

  function narrow(plot) {
    var full = plot._fullLayout, change = { meta: { narrow: true } }, before = full.height;
    axes(full, "x").concat(axes(full, "y")).forEach(function (key) {
      var axis = full[key], length = span(axis);
      if (key[0] === "x") ticks(change, key, axis, length);
      else if (axis.type === "category" && !axis.ticktext) name(change, key, axis._categories);
      var title = plot.layout[key] && plot.layout[key].title;  // what is drawn; Plotly fills in a hint
      if (title && title.text) {
        change[key + ".title.text"] = wrapped(title.text, Math.max(12, Math.floor(length / LETTER)));
        change[key + ".title.font.size"] = 12;
      }
    });
    var height = stack(plot, change, full);
    if (height !== before) {
      change.height = height;
      var chart = plot.closest(".chart") || plot;
      chart.style.height = height + "px";
    }
    return window.Plotly.update(plot, flow(plot), change);
  }

  function look() {
    if (!window.Plotly || window.dash_clientside.taijie.isOn("/replay")) return;
    document.querySelectorAll(".js-plotly-plot").forEach(function (plot) {
      if (!plot._fullLayout || !plot.querySelector(".main-svg") || plot.narrowing) return;
      if (!plot.clientWidth || plot.clientWidth >= NARROW) return;
      if (plot.layout.meta && plot.layout.meta.narrow) return;
      plot.narrowing = true;
      narrow(plot).then(function () { plot.narrowing = false; });
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var due = false;
    new MutationObserver(function () {
      if (due) return;
      due = true;
      window.setTimeout(function () { due = false; look(); }, 60);
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
