/*
 * look.js - pages as they are seen in other ways: printed, enlarged twice, in the dark, and by whoever comes with
 * nothing but the address. That nothing is wider than the window, cut, in Latin digits or in the wrong direction is
 * looked at on every page of every suite (checks.js).
 */
'use strict';
const assert = require('node:assert/strict');
const checks = require('../lib/checks.js');
const { nationalId, file, track } = require('../lib/filing.js');
const { work } = require('../lib/work.js');

const PUBLIC = ['/', '/complaint', '/complaint/new/1', '/complaint/new/4', '/track', '/sign-in', '/no-such-page'];
const OFFICIAL = { mgr: ['/tray', '/board', '/clocks', '/registers', '/registers/complaints', '/reports', '/reports/complaint.on_time', '/search', '/account', '/delegations'], reg1: ['/intake', '/intake/complaint/letter', '/indicator'], admin: ['/admin', '/admin/units', '/admin/people', '/admin/calendars', '/admin/processes', '/admin/outbox', '/admin/ledger', '/admin/log', '/admin/settings'] };

/* Every page that the suite looks at, with whoever sees it. */
async function* pages(p, s) {
  const c = await p.person('citizen');
  for (const to of PUBLIC) yield [c, to];
  await track(c, s.filed);
  yield [c, '/track/' + s.filed.code];
  for (const [login, list] of Object.entries(OFFICIAL)) {
    const v = await p.official(login);
    for (const to of list) yield [v, to];
    if (login === 'mgr') yield [v, '/cases/' + s.filed.code];
  }
}

async function open(v, to) {
  const answer = await v.go(to, { status: 0, look: false });
  return answer.status() < 400 || to === '/no-such-page' ? answer : null;
}

const cases = [
  ['a case to look at', async (p, s) => {
    const v = await p.person('citizen');
    s.filed = await file(v, { national_id: nationalId(95), subject: 'پرونده‌ای برای دیدن' });
    await work(await p.official('mgr'), s.filed.code, 'دستور ارجاع', { assignee: 'exp1', order_text: 'بررسی شود.' }, { path: 'both' });
  }],

  ['every page says its language and direction and opens', async (p, s) => {
    const gone = [];
    for await (const [v, to] of pages(p, s)) {
      if ((await open(v, to)) === null) gone.push(to);
      await v.look(await v.page.reload());
    }
    assert.deepEqual(gone, []);
  }],

  ['printed: black on white, no navigation, nothing beside the sheet', async (p, s) => {
    for await (const [v, to] of pages(p, s)) {
      await open(v, to);
      await v.page.emulateMedia({ media: 'print' });
      await v.page.setViewportSize({ width: 700, height: 990 }); /* A4 less its margins */
      const wrong = await v.page.evaluate(checks.overflow);
      const shown = await v.page.evaluate(() => [...document.querySelectorAll('.nav,.skip,.foot,main form button,.whoami')].filter((x) => x.getBoundingClientRect().height > 0).map((x) => x.outerHTML.slice(0, 80)));
      await v.page.emulateMedia({ media: null });
      await v.page.setViewportSize({ width: p.run.width, height: checks.HEIGHTS[p.run.width] });
      assert.deepEqual([...wrong, ...shown], [], `${to} as printed`);
    }
  }],

  ['enlarged twice: nothing is lost', async (p, s) => {
    for await (const [v, to] of pages(p, s)) {
      await open(v, to);
      await v.page.setViewportSize({ width: 640, height: 450 }); /* 1280 × 900 at 200 % */
      const wrong = await v.page.evaluate(checks.overflow);
      await v.page.setViewportSize({ width: p.run.width, height: checks.HEIGHTS[p.run.width] });
      assert.deepEqual(wrong, [], `${to} at 200 %`);
    }
  }],

  ['in the dark everything can be read', async (p, s) => {
    for await (const [v, to] of pages(p, s)) {
      await open(v, to);
      await v.page.emulateMedia({ colorScheme: 'dark' });
      if (!p.js) await v.scripts(true);
      const wrong = await checks.contrast(v.page);
      if (!p.js) await v.scripts(false);
      await v.page.emulateMedia({ colorScheme: null });
      assert.deepEqual(wrong, [], `${to} in the dark`);
    }
  }],
];

module.exports = { cases };
