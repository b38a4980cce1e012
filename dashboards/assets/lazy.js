// Libraries that only some pages need are loaded when the first of their components is drawn: a
// third of what a first visit fetches. Dash knows no such components, so that what stands here in
// their place draws nothing, loads the script, and is then the component itself.
(function () {
  "use strict";
  var LAZY = { dash_ag_grid: "AgGrid", dash_cytoscape: "Cytoscape" }, loading = {};

  function load(library) {
    loading[library] = loading[library] || new Promise(function (done) {
      var known = document.querySelector("script[src*='/_dash-component-suites/']").src;
      var script = document.createElement("script");
      script.src = known.split("/_dash-component-suites/")[0] + "/_dash-component-suites/" + library + "/" + library + ".min.js";
      script.onload = done;
      document.head.append(script);  // it takes the place of what stands here
    });
    return loading[library];
  }

  Object.keys(LAZY).forEach(function (library) {
    if (window[library]) return;
    function Waiting(props) {
      var React = window.React, there = React.useState(false);
      React.useEffect(function () {
        load(library).then(function () { there[1](true); });
      }, []);
      var real = window[library][LAZY[library]];
      return real === Waiting ? null : React.createElement(real, props);
    }
    Waiting.dashRenderType = library === "dash_ag_grid";
    window[library] = { getApi: function () {} };
    window[library][LAZY[library]] = Waiting;
  });
})();
