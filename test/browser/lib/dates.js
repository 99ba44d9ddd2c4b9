/*
 * dates.js - Jalali dates of the test's clock, by the browser's own calendar (ICU), not by the program's.
 */
'use strict';
const parts = new Intl.DateTimeFormat('en-US-u-ca-persian', { timeZone: 'Asia/Tehran', year: 'numeric', month: 'numeric', day: 'numeric' });

/* 1404/7/5 */
function jalali(ms) {
  const p = Object.fromEntries(parts.formatToParts(new Date(ms)).map((x) => [x.type, parseInt(x.value, 10)]));
  return `${p.year || p.relatedYear}/${p.month}/${p.day}`;
}

module.exports = { jalali };
