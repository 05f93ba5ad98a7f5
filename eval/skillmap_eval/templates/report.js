(function () {
  "use strict";
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var folds = function () { return all("details"); };
  var setAll = function (open) { folds().forEach(function (fold) { fold.open = open; }); };
  var closed = [];
  all(".tools").forEach(function (tools) { tools.hidden = false; });
  document.getElementById("open-all").addEventListener("click", function () { setAll(true); });
  document.getElementById("close-all").addEventListener("click", function () { setAll(false); });
  document.getElementById("print").addEventListener("click", function () { window.print(); });
  all(".filter").forEach(function (filter) {
    var section = filter.closest(".mistakes");
    var count = section.querySelector(".count");
    filter.addEventListener("input", function () {
      var wanted = filter.value.trim().toLowerCase();
      var shown = 0;
      all("details", section).forEach(function (fold) {
        var here = 0;
        all(".mistake", fold).forEach(function (mistake) {
          mistake.hidden = wanted !== "" && mistake.textContent.toLowerCase().indexOf(wanted) < 0;
          here += mistake.hidden ? 0 : 1;
        });
        fold.open = wanted !== "" && here > 0;
        shown += here;
      });
      count.textContent = wanted === "" ? "" : shown + (shown === 1 ? " entry" : " entries");
    });
  });
  window.addEventListener("beforeprint", function () {
    closed = folds().filter(function (fold) { return !fold.open; });
    setAll(true);
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (fold) { fold.open = false; });
  });
})();
