// The launch form: its fields together are one key of the URL. Text goes in as text.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
window.dashMantineFunctions = window.dashMantineFunctions || {};
// The server has searched already, in meanings too, so every option it sent is shown.
window.dashMantineFunctions.allOptions = function (found) { return found.options; };
(function (taijie) {
  "use strict";

  function plain(value) {
    if (Array.isArray(value)) return value.map(plain).filter(Boolean).join(",");
    return value === null || value === undefined ? "" : String(value).trim().replace(/[;,=]/g, "_");
  }

  // Numbers may be spelled in several ways; long ones are compared as they are.
  function normal(text) {
    return (text || "").split(/([;=,\[\]])/).map(function (piece) {
      var short = piece !== "" && piece.length < 16 && isFinite(piece);
      return short ? String(Number(piece)) : piece;
    }).join("");
  }

  function address(text) {
    var query = new URLSearchParams(window.location.search);
    query.set("v", "1");
    query.set("set", text);
    query.delete("view");
    if (!text) query.delete("set");
    return "?" + query.toString().replace(/%3B/g, ";").replace(/%3D/g, "=").replace(/%2C/g, ",")
      .replace(/%5B/g, "[").replace(/%5D/g, "]");
  }

  function lead(text) {
    return taijie.lead(window.location.pathname, address(text))[1];
  }

  taijie.form = function (values, ids, shown) {
    var order = [], found = {};
    ids.forEach(function (id, place) {
      if (!(id.key in found)) { found[id.key] = []; order.push(id.key); }
      var value = plain(values[place]);
      if (value) found[id.key].push(value);
    });
    var pairs = order.filter(function (key) { return found[key].length; })
      .map(function (key) {  // a key that ends in [] holds a list for a design
        var listed = key.slice(-2) === "[]", text = found[key].join(",");
        return listed ? key.slice(0, -2) + "=[" + text + "]" : key + "=" + text;
      });
    var text = pairs.join(";");
    if (!ids.length || normal(text) === normal(shown[0])) return window.dash_clientside.no_update;
    return lead(text);
  };

  taijie.addLever = function (path, shown) {
    if (!path) return window.dash_clientside.no_update;
    return lead((shown[0] ? shown[0] + ";" : "") + path + "=");
  };

  // A new address draws the form anew: whoever was in a field by keyboard stays in it.
  var last = null;
  document.addEventListener("focusin", function (event) {
    last = event.target.id && event.target.closest(".form") ? event.target.id : null;
  });
  document.addEventListener("DOMContentLoaded", function () {
    new MutationObserver(function () {
      if (!last || document.activeElement !== document.body) return;
      var field = document.getElementById(last);
      if (field) field.focus();
    }).observe(document.body, { childList: true, subtree: true });
  });

  document.addEventListener("click", function (event) {
    if (!event.target.closest(".form")) last = null;
    var button = event.target.closest("button.copy-text");
    if (!button) return;
    var said = button.textContent;
    function done(text) {
      button.textContent = text;
      window.setTimeout(function () { button.textContent = said; }, 1500);
    }
    if (!navigator.clipboard) return done("Copy it above");
    navigator.clipboard.writeText(button.dataset.copy).then(
      function () { done("Copied"); }, function () { done("Copy it above"); });
  });
})(window.dash_clientside.taijie);
