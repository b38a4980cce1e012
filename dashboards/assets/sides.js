// The two sides of the batch shown, as the page names them (data-sides of its main part).
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
(function (taijie) {
  "use strict";
  var read = null, sides = {};

  // Key -> {place: first or second, title, label, short}, in their order.
  taijie.sides = function () {
    var main = document.getElementById("main"), said = main ? main.dataset.sides : undefined;
    if (said !== read) {
      read = said;
      sides = said ? JSON.parse(said) : {};
    }
    return sides;
  };

  function find(key) {
    var known = taijie.sides();
    return Object.prototype.hasOwnProperty.call(known, key) ? known[key] : null;
  }

  taijie.sideLabel = function (key) { var side = find(key); return side ? side.label : undefined; };
  taijie.sidePlace = function (key) { var side = find(key); return side ? side.place : "none"; };
})(window.dash_clientside.taijie);
