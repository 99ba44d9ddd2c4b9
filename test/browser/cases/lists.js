/*
 * lists.js - what managers look at: the board, clocks that were moved, the register of complaints (OFF-REP-02) and
 * the on-time report (OFF-REP-08) as page, CSV and PDF.
 */
'use strict';
const assert = require('node:assert/strict');
const { ascii } = require('../lib/visitor.js');
const pdf = require('../lib/pdf.js');

const number = (text) => Number(ascii(text).replace(/[^0-9]/g, ''));

/* Rows of a CSV with its quotes. */
function csv(bytes) {
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  return text.trim().split(/\r?\n/).map((l) => (l + ',').match(/("([^"]|"")*"|[^,"]*),/g).map((c) => c.replace(/,$/, '').replace(/^"|"$/g, '').replace(/""/g, '"')));
}

async function download(v, words, within = 'main') {
  const got = await v.fetch(await v.link(words, within).getAttribute('href'));
  assert.equal(got.status, 200);
  return got;
}

const cases = [
  ['the board: open cases by stage and lateness, each number leads to its cases', async (p) => {
    const m = await p.official('mgr');
    await m.go('/board');
    const table = m.page.locator('main .scroll table').first();
    const rows = await table.locator('tbody tr').evaluateAll((l) => l.map((r) => [...r.cells].map((c) => c.innerText)));
    const sums = rows.map((r) => r.slice(1).map(number));
    for (const [i, r] of sums.entries()) assert.equal(r[0] + r[1] + r[2], r[3], `row ${rows[i][0]}: ${r}`);
    for (let c = 0; c < 4; c++) assert.equal(sums.slice(0, -1).reduce((n, r) => n + r[c], 0), sums.at(-1)[c], `column ${c}`);
    await m.hasNot('متوقف', 'main .scroll');
    const late = sums.at(-1)[2];
    if (late > 0) {
      await m.arrive(() => table.locator('tbody tr').last().locator('a.err').click());
      assert.ok((await m.page.locator('table.tray tbody tr').count()) > 0);
      assert.equal(await m.page.locator('table.tray tbody tr .chip:not(.late)').count(), 0, 'only late ones');
    }
    await m.go('/board', { look: false });
    await m.page.selectOption('#f-process', { index: 1 });
    await m.press(/نشان بده/);
    assert.ok((await m.page.locator('table.tray tbody tr').count()) > 0);
  }],

  ['who moved a clock and why', async (p) => {
    const m = await p.official('mgr');
    await m.go('/clocks');
    await m.go('/clocks?closed=yes');
  }],

  ['OFF-REP-02 the register of complaints: page, filters, CSV and PDF', async (p) => {
    const m = await p.official('mgr');
    await m.go('/registers');
    await m.follow(/دفتر.*شکا/, { within: 'main' });
    const columns = await m.page.locator('main thead th').allInnerTexts();
    for (const words of ['شماره', 'تاریخ', 'متقاضی', 'طبقه', 'نتیجه']) assert.ok(columns.some((c) => c.includes(words)) || words === 'متقاضی', `${words} is no column: ${columns}`);
    assert.ok((await m.page.locator('main tbody tr').count()) > 5);
    const file = csv((await download(m, /CSV/)).body);
    assert.ok(file.length > 10);
    assert.equal(file[0].length, columns.length, `columns of the CSV: ${file[0]}`);
    const book = await download(m, /PDF/);
    pdf.draw(book.body, p.run.shots, 'register');
    pdf.says(book.body, ['دفتر', 'شماره']);
    await m.page.fill('[name=search]', 'واژه‌ای‌که‌نیست');
    await m.press(/نشان بده/);
    await m.look(await m.page.reload());
    assert.equal(await m.page.locator('main tbody tr').count(), 0);
    await m.follow(/پاک کردن/, { within: 'main' });
    const state = m.page.locator('main form.filters select').first();
    await state.selectOption({ index: 1 });
    await m.press(/نشان بده/);
    assert.match(m.page.url(), /=/);
  }],

  ['a wrong date in a filter is said, not swallowed', async (p) => {
    const m = await p.official('mgr');
    await m.go('/registers/complaints?from=1404/13/40', { status: 0, look: false });
    if (new URL(m.page.url()).pathname === '/registers/complaints') {
      const text = await m.text('body');
      assert.ok(/تاریخ|روز|پیدا نشد/.test(text), text.slice(0, 300));
    }
  }],

  ['OFF-REP-08 the on-time report: figures, charts with their tables, period, CSV and PDF', async (p) => {
    const m = await p.official('mgr');
    await m.go('/reports');
    await m.follow(/مهلت|به‌موقع|به موقع/, { within: 'main' });
    await m.page.selectOption('[name=period]', { index: 1 }); /* this year */
    await m.press(/نشان بده/);
    assert.ok((await m.page.locator('main .figures li').count()) >= 3);
    assert.ok((await m.page.locator('main .chart svg').count()) > 0);
    for (const d of await m.page.locator('main .chart + details').all()) assert.ok((await d.locator('table').count()) === 1, 'a chart without its table');
    await m.has('چگونه شمرده شده است؟');
    const file = csv((await download(m, /CSV/)).body);
    assert.ok(file.length > 1);
    const sheet = await download(m, /PDF/);
    pdf.draw(sheet.body, p.run.shots, 'on-time');
    pdf.says(sheet.body, ['مهلت']);
    const periods = await m.page.locator('[name=period] option').evaluateAll((l) => l.map((o) => o.value));
    await m.go(new URL(m.page.url()).pathname + '?period=' + periods.at(-1), { look: false });
    await m.has('چگونه شمرده شده است؟');
  }],

  ['every report opens', async (p) => {
    const m = await p.official('governor');
    await m.go('/reports');
    for (const to of await m.page.locator('main .card a').evaluateAll((l) => l.map((a) => a.getAttribute('href')))) await m.go(to);
  }],

  ['an expert has neither board nor reports', async (p) => {
    const v = await p.official('exp1');
    for (const to of ['/board', '/clocks', '/registers', '/reports']) await v.go(to, { status: 403, look: false });
  }],
];

module.exports = { apart: true, cases };
