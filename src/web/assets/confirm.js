/*
 * confirm.js - a button with data-confirm whose tick box is not ticked asks once more on the spot, in place of the
 * server's page that would say so.
 */
(function () {
  "use strict";
  document.addEventListener("submit", function (e) {
    var b = e.submitter;
    var words = b && b.getAttribute("data-confirm");
    if (!words) return;
    var tick = b.parentNode.querySelector("input[name=_sure]");
    if (tick && tick.checked) return;
    if (!window.confirm(words)) e.preventDefault();
    else if (tick) tick.checked = true;
  });
})();
