// Live: one look at the batch at a time. An answer that is on its way when the next is asked for is
// dropped, so that a page asking each second would never change where answers take longer.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.taijie = window.dash_clientside.taijie || {};
(function (taijie) {
  "use strict";
  var PATIENCE = 20000;  // milliseconds, after which an answer is given up, as its server may be gone
  var since = 0;

  taijie.lookAgain = function (ticks, waiting) {
    if (waiting && Date.now() - since < PATIENCE) return window.dash_clientside.no_update;
    since = Date.now();
    return ticks;
  };
})(window.dash_clientside.taijie);
