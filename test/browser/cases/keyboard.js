/*
 * keyboard.js - a whole complaint without a mouse: Tab, arrows, Space, Enter. The focus can be seen everywhere and goes
 * through the page in its order; the first Tab offers to skip to the content.
 */
'use strict';
const assert = require('node:assert/strict');
const { PAGES, nationalId } = require('../lib/filing.js');

/* What has the focus, and whether one sees that it has. */
const focused = (v) => v.page.evaluate(() => {
  const x = document.activeElement;
  const s = getComputedStyle(x);
  const r = x.getBoundingClientRect();
  return {
    tag: x.tagName, name: x.name || '', type: x.type || '', value: x.value || '', text: (x.innerText || '').trim(), id: x.id, href: x.getAttribute('href') || '',
    ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2, shown: r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight,
  };
});

async function tabTo(v, wanted, what) {
  for (let i = 0; i < 120; i++) {
    await v.page.keyboard.press('Tab');
    const f = await focused(v);
    if (f.tag === 'BODY') continue;
    assert.ok(f.ring, `one does not see the focus on ${JSON.stringify(f)}`);
    assert.ok(f.shown, `the focus is off the screen on ${JSON.stringify(f)}`);
    if (wanted(f)) return f;
  }
  throw new Error(`no Tab leads to ${what} at ${v.where()}`);
}

/* Fills in a page as a person without a mouse does. */
async function fill(v, values) {
  for (const [name, value] of Object.entries(values)) {
    if (!(await v.exists(name))) continue;
    const type = await v.page.locator(`main [name="${name}"]`).first().evaluate((x) => (x.tagName === 'SELECT' ? 'select' : x.type));
    await v.page.locator('h1').first().evaluate(() => { document.activeElement.blur(); });
    await tabTo(v, (f) => f.name === name, name);
    if (type === 'radio') {
      for (let i = 0; i < 20 && (await focused(v)).value !== value; i++) await v.page.keyboard.press('ArrowDown');
      assert.equal((await focused(v)).value, value);
      await v.page.keyboard.press('Space');
    } else if (type === 'checkbox') {
      await v.page.keyboard.press('Space');
    } else if (type === 'select') {
      for (let i = 0; i < 80 && (await focused(v)).value !== value; i++) await v.page.keyboard.press('ArrowDown');
      assert.equal((await focused(v)).value, value);
    } else {
      await v.page.keyboard.press('Control+A');
      await v.page.keyboard.type(value);
    }
  }
}

const submit = async (v, words) => {
  await tabTo(v, (f) => f.tag === 'BUTTON' && words.test(f.text), String(words));
  await v.arrive(() => v.page.keyboard.press('Enter'), { look: false });
};

const cases = [
  ['the first Tab offers to skip to the content', async (p) => {
    const v = await p.person('without a mouse');
    for (const to of ['/', '/complaint', '/complaint/new/1', '/track', '/sign-in']) {
      await v.go(to, { look: false });
      if ((await focused(v)).tag !== 'BODY') continue; /* the first field has the focus already */
      await v.page.keyboard.press('Tab');
      const f = await focused(v);
      assert.match(f.text, /پرش به محتوا/);
      assert.ok(f.ring && f.shown, `the skip link is not seen at ${to}`);
      await v.page.keyboard.press('Enter');
      assert.match(v.page.url(), /#main/);
      await v.page.keyboard.press('Tab');
      assert.ok(await v.page.evaluate(() => document.activeElement.closest('main') !== null || document.activeElement.closest('footer') !== null), `after the skip link one is not in the content of ${to}`);
    }
  }],

  ['a complaint from the front page to its receipt', async (p, s) => {
    const v = await p.person('without a mouse');
    await v.go('/', { look: false });
    await tabTo(v, (f) => /\/complaint$/.test(f.href), 'the complaint');
    await v.arrive(() => v.page.keyboard.press('Enter'), { look: false });
    await tabTo(v, (f) => /\/complaint\/new/.test(f.href), 'registering');
    await v.arrive(() => v.page.keyboard.press('Enter'), { look: false });
    const answers = PAGES.map((x) => ({ ...x }));
    answers[0].national_id = nationalId(91);
    answers[3].subject = 'شکایتی بی ماوس';
    for (const [i, page] of answers.entries()) {
      for (let round = 0; round < 4 && new URL(v.page.url()).pathname === `/complaint/new/${i + 1}`; round++) {
        await fill(v, round === 0 ? page : Object.fromEntries((await Promise.all(Object.entries(page).map(async ([k, x]) => [k, x, (await v.exists(k)) && (await v.value(k)) === '']))).filter(([, , empty]) => empty).map(([k, x]) => [k, x])));
        await submit(v, /^(ادامه|ثبت این تغییر)/);
      }
      assert.notEqual(new URL(v.page.url()).pathname, `/complaint/new/${i + 1}`, `page ${i + 1}: ${(await v.errors()).join('; ')}`);
    }
    assert.match(v.page.url(), /check/);
    await submit(v, /^ارسال/);
    assert.match(v.page.url(), /\/done\/\d+/);
    s.code = /done\/(\d+)/.exec(v.page.url())[1];
  }],

  ['an error takes the focus to where it is mended', async (p) => {
    const v = await p.person('another without a mouse');
    await v.go('/complaint/new/1', { look: false });
    await submit(v, /^ادامه/);
    const f = await tabTo(v, (x) => x.href.includes('#') && x.href !== '#main', 'the first line of the summary');
    await v.page.keyboard.press('Enter');
    await v.page.waitForURL(/#/);
    await v.page.keyboard.press('Tab');
    assert.ok(await v.page.evaluate((id) => document.activeElement.closest('form') !== null || document.activeElement.id === id, f.href.slice(1)));
  }],

  ['an official opens a case from the in-tray and decides', async (p, s) => {
    const v = await p.official('mgr');
    await v.go('/tray?q=' + s.code, { look: false });
    await tabTo(v, (f) => /\/(cases|tasks)\//.test(f.href), 'the case');
    await v.arrive(() => v.page.keyboard.press('Enter'), { look: false });
    await v.has('شکایتی بی ماوس');
    await tabTo(v, (f) => f.name === 'order_text', 'the order');
    await v.page.keyboard.type('بررسی شود.');
    await tabTo(v, (f) => f.tag === 'BUTTON' && f.value === 'direct', 'the decision');
    await v.arrive(() => v.page.keyboard.press('Enter'), { look: false });
    assert.ok((await v.errors()).length > 0, 'the expert is still to be named');
    await v.page.evaluate(() => document.activeElement.blur());
    await tabTo(v, (f) => f.name === 'assignee', 'the expert');
    await v.page.keyboard.press('ArrowDown');
    await tabTo(v, (f) => f.tag === 'BUTTON' && f.value === 'direct', 'the decision');
    await v.arrive(() => v.page.keyboard.press('Enter'), { look: false });
    if ((await v.page.locator('main input[type=hidden][name=_sure]').count()) > 0) await submit(v, /^(?!خروج)/);
    assert.match(v.page.url(), /\/tray/);
  }],
];

module.exports = { cases };
