/*
 * date.js - helps with Jalali dates: after a pasted or typed 1404/06/24 in the first of three boxes fills all three,
 * moves on when a box is full, and names weekday and month under them. Nothing is changed that the server would refuse.
 */
(function () {
  "use strict";
  var names = new Intl.DateTimeFormat("fa-IR-u-ca-persian", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  var parts = new Intl.DateTimeFormat("en-US-u-ca-persian", { year: "numeric", month: "numeric", day: "numeric", timeZone: "UTC" });
  function ascii(s) {
    return s.replace(/[۰-۹٠-٩]/g, function (c) { return String(c.charCodeAt(0) & 15); });
  }
  function find(y, m, d) {
    var t = Date.UTC(y + 621, 2, 20) + ((m - 1) * 30.5 + d - 1) * 864e5;
    for (var k = -6; k <= 6; k++) {
      var at = new Date(Math.round(t / 864e5 + k) * 864e5);
      var p = {};
      parts.formatToParts(at).forEach(function (x) { p[x.type] = parseInt(x.value, 10); });
      if (p.day === d && p.month === m && (p.year === y || p.relatedYear === y)) return at;
    }
    return null;
  }
  function written(at) {
    var p = {};
    names.formatToParts(at).forEach(function (x) { p[x.type] = x.value; });
    return [p.weekday, p.day, p.month, p.year].join(" ");
  }
  function say(box, y, m, d) {
    var at = y > 1200 && y < 1500 && m > 0 && m < 13 && d > 0 && d < 32 ? find(y, m, d) : null;
    if (!box.said) {
      box.said = document.createElement("div");
      box.said.className = "hint small";
      box.said.setAttribute("aria-live", "polite");
      box.appendChild(box.said);
    }
    box.said.textContent = at ? written(at) : "";
  }
  Array.prototype.forEach.call(document.querySelectorAll("[data-date-boxes]"), function (group) {
    var boxes = group.querySelectorAll("input");
    function tell() {
      say(group.parentNode, Number(ascii(boxes[2].value)), Number(ascii(boxes[1].value)), Number(ascii(boxes[0].value)));
    }
    boxes[0].addEventListener("paste", function (e) {
      var m = /^\s*(\d{4})\D+(\d{1,2})\D+(\d{1,2})\s*$/.exec(ascii(e.clipboardData.getData("text")));
      if (!m) return;
      e.preventDefault();
      boxes[2].value = m[1];
      boxes[1].value = m[2];
      boxes[0].value = m[3];
      tell();
    });
    group.addEventListener("input", tell);
    tell();
  });
  Array.prototype.forEach.call(document.querySelectorAll("input[data-date]"), function (box) {
    function tell() {
      var m = /^\s*(\d{4})\D+(\d{1,2})\D+(\d{1,2})\s*$/.exec(ascii(box.value));
      say(box.parentNode, m ? +m[1] : 0, m ? +m[2] : 0, m ? +m[3] : 0);
    }
    box.addEventListener("input", tell);
  });
})();
