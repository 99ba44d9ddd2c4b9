/*
 * work.js - an official's work at a task of a case, as its page asks for it.
 */
'use strict';
const assert = require('node:assert/strict');

const section = (v, title) => v.page.locator('section.task').filter({ has: v.page.getByRole('heading', { name: title }) }).first();

async function openCase(v, code) {
  await v.go('/cases/' + code);
}

/* Names of the tasks that stand on the case's page. */
async function tasks(v) {
  return (await v.page.locator('section.task h2').allInnerTexts()).map((t) => t.trim());
}

/* A row that a value asks for and that is not there yet: press its «add». */
async function addRow(v, id, values) {
  const names = new Set(await v.page.locator(`#${id} [name]`).evaluateAll((l) => l.map((x) => x.name)));
  for (const name of Object.keys(values)) {
    const m = /^(.+)\[\d+\]\./.exec(name);
    const rowThere = [...names].some((n) => n.startsWith(name.slice(0, name.lastIndexOf(']') + 1)));
    if (m && !rowThere && names.has(`_add.${m[1]}`)) {
      await v.arrive(() => v.page.locator(`#${id} button[name="_add.${m[1]}"]`).click());
      return true;
    }
  }
  return false;
}

/* Presses what decides: a choice { name: value } or the one button that finishes. */
async function decide(v, id, decision) {
  const [name, value] = Object.entries(decision || {})[0] || [];
  const b = name ? v.page.locator(`#${id} button[name="${name}"][value="${value}"]`) : v.page.locator(`#${id} .decide button`);
  assert.ok((await b.count()) > 0, `${v.where()} has no button ${JSON.stringify(decision)}`);
  await v.arrive(() => b.first().click());
}

/*
 * Finishes the task of this title: fills in what its form asks, row by row and question by question, decides,
 * confirms. `expectErrors`: stays and gives back the errors instead.
 */
async function work(v, code, title, values = {}, decision = null, { expectErrors = false, confirm = true } = {}) {
  await openCase(v, code);
  for (let round = 0; round < 8; round++) {
    const s = section(v, title);
    assert.ok((await s.count()) > 0, `no task «${title}» at ${v.where()} for ${v.name}; there is: ${(await tasks(v)).join('; ') || (await v.h1())}`);
    const id = await s.getAttribute('id');
    const open = s.getByRole('link', { name: 'باز کردن این کار' });
    if ((await open.count()) > 0) await v.arrive(() => open.click());
    if (await addRow(v, id, values)) continue;
    await v.fillShown(values, '#' + id);
    await decide(v, id, decision);
    if ((await v.page.locator('main input[type=hidden][name=_sure]').count()) > 0) {
      if (!confirm) return [];
      await v.arrive(() => v.page.locator('main form button.btn').first().click());
    }
    const errors = await v.errors();
    const refused = await v.page.locator('section.task .notice.late').allInnerTexts();
    if (expectErrors && (errors.length > 0 || refused.length > 0)) return errors.concat(refused);
    if (new URL(v.page.url()).pathname === '/tray') return [];
    assert.equal(errors.concat(refused).join('; '), '', `«${title}» is refused`);
  }
  throw new Error(`«${title}» does not end; the page has ${(await v.page.locator('section.task [name]').evaluateAll((l) => l.map((x) => x.name))).join(' ')}`);
}

/* May this official do a task of this title in this case now? */
async function hasTask(v, code, title) {
  await v.go('/cases/' + code, { look: false });
  return (await section(v, title).locator('.decide, a[href*="?task="]').count()) > 0;
}

module.exports = { work, tasks, openCase, hasTask, section };
