// The table under a figure: its CSV, fetched from this server when the table is first opened.
// A component for every cell would cost a page seconds; text goes in as text, never as markup.
(function () {
  "use strict";
  var SHOWN = 60, TITLES = { runs: "", low: "95 % low", high: "95 % high" };

  function parse(text) {
    var rows = [[]], cell = "", quoted = false;
    for (var i = 0; i < text.length; i += 1) {
      var letter = text[i];
      if (quoted) {
        if (letter !== '"') cell += letter;
        else if (text[i + 1] === '"') { cell += '"'; i += 1; }
        else quoted = false;
      } else if (letter === '"') quoted = true;
      else if (letter === "," || letter === "\n") {
        rows[rows.length - 1].push(cell);
        cell = "";
        if (letter === "\n") rows.push([]);
      } else if (letter !== "\r") cell += letter;
    }
    if (cell !== "" || rows[rows.length - 1].length) rows[rows.length - 1].push(cell);
    return rows.filter(function (row) { return row.length; });
  }

  function shown(text) {
    if (text === "") return "–";
    if (!/^-?\d+(\.\d+)?(e-?\d+)?$/i.test(text)) return window.dash_clientside.taijie.sideLabel(text) || text;
    var value = Number(text);
    var figures = Number.isInteger(value) ? value : Number(value.toPrecision(4));
    return figures.toLocaleString("en", { maximumSignificantDigits: 15 }).replace("-", "−");
  }

  function cellOf(name, text, batch) {
    var cell = document.createElement("td");
    if (name === "runs" && text) {
      var link = document.createElement("a"), parts = text.split("?");
      var query = new URLSearchParams(parts[1] || "");
      query.set("v", "1");
      if (!query.has("batch")) query.set("batch", batch);
      link.href = window.dash_clientside.taijie.at("/" + parts[0]) + "?" + query.toString();
      link.textContent = "runs";
      cell.append(link);
    } else {
      cell.textContent = shown(text);
      if (/^-?[\d.]/.test(text) && !isNaN(text)) cell.className = "number";
    }
    return cell;
  }

  function fill(place, rows) {
    var names = rows[0], table = document.createElement("table");
    var top = table.createTHead().insertRow(), body = table.createTBody();
    names.forEach(function (name) {
      var head = document.createElement("th");
      head.scope = "col";
      head.textContent = name in TITLES ? TITLES[name] : name.replace(/_/g, " ");
      top.append(head);
    });
    rows.slice(1, SHOWN + 1).forEach(function (row) {
      var line = body.insertRow();
      row.forEach(function (text, place_) { line.append(cellOf(names[place_], text, place.dataset.batch)); });
    });
    var note = document.createElement("p"), all = rows.length - 1;
    note.className = "about";
    note.textContent = all > SHOWN ? SHOWN + " of " + all.toLocaleString("en") + " rows; the CSV has all." : all + " rows";
    place.replaceChildren(table, note);
  }

  function load(place) {
    if (place.filledFrom === place.dataset.csv) return;
    place.filledFrom = place.dataset.csv;
    window.fetch(place.dataset.csv).then(function (answer) {
      return answer.ok ? answer.text() : Promise.reject(new Error("no table"));
    }).then(function (text) { fill(place, parse(text)); }, function () {
      place.filledFrom = null;
      place.textContent = "The table could not be read; close it and open it again.";
    });
  }

  // A part of a page that is drawn anew opens again what was open in it before.
  var opened = {};
  function nameOf(details) {
    var around = details.closest("[id]"), said = details.querySelector("summary");
    return (around ? around.id : "") + "/" + (said ? said.textContent : "");
  }

  document.addEventListener("toggle", function (event) {
    if (!event.target.matches || !event.target.matches("details")) return;
    opened[nameOf(event.target)] = event.target.open ? window.location.pathname : null;
    var place = event.target.open && event.target.querySelector("[data-csv]");
    if (place) load(place);
  }, true);

  document.addEventListener("DOMContentLoaded", function () {
    new MutationObserver(function (changes) {
      changes.forEach(function (change) {
        change.addedNodes.forEach(function (node) {
          if (!node.querySelectorAll) return;
          node.querySelectorAll("details:not([open])").forEach(function (details) {
            if (opened[nameOf(details)] === window.location.pathname) details.open = true;
          });
        });
      });
    }).observe(document.body, { subtree: true, childList: true });
  });
})();
