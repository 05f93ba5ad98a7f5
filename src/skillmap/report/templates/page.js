(function () {
  "use strict";
  var folds = function () { return Array.prototype.slice.call(document.querySelectorAll("details")); };
  var setAll = function (open) { folds().forEach(function (fold) { fold.open = open; }); };
  var reveal = function () {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    for (var node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") { node.open = true; }
    }
    if (target) { target.scrollIntoView(); }
  };
  var closed = [];
  document.getElementById("tools").hidden = false;
  document.getElementById("open-all").addEventListener("click", function () { setAll(true); });
  document.getElementById("close-all").addEventListener("click", function () { setAll(false); });
  document.getElementById("print").addEventListener("click", function () { window.print(); });
  // A link to the place already in the address bar fires no hashchange: open its fold on the click too.
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) { reveal(); }
  });
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", function () {
    closed = folds().filter(function (fold) { return !fold.open; });
    setAll(true);
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (fold) { fold.open = false; });
  });
  reveal();
})();
