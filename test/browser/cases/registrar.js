/*
 * registrar.js - the desk of the indicator register: letters, calls and visits on someone's behalf; numbers
 * without a gap; a voided number stays with its reason.
 */
'use strict';
const assert = require('node:assert/strict');
const { PAGES, nationalId, track } = require('../lib/filing.js');
const { ascii, fa } = require('../lib/visitor.js');
const { jalali } = require('../lib/dates.js');
const pdf = require('../lib/pdf.js');

const PERSON = (seed, more) => ({ ...PAGES[0], ...PAGES[1], ...PAGES[2], ...PAGES[3], ...PAGES[5], national_id: nationalId(seed), ...more });

/* Opens the form of a channel by the words on its card. */
async function form(v, channel) {
  await v.go('/intake', { look: false });
  await v.follow(channel, { within: 'main .cards' });
}

/* Fills in what is there and registers; questions that come only then are answered in the next round. */
async function register(v, values) {
  for (let round = 0; round < 4; round++) {
    await v.fillShown(values);
    await v.press('ثبت و دادن شماره');
    if (/\/intake\/registered\//.test(v.page.url())) break;
    const errors = await v.errors();
    if (errors.length > 0 && round > 0) throw new Error(`refused: ${errors.join('; ')}`);
  }
  assert.match(v.page.url(), /\/intake\/registered\/\d+/);
  const number = ascii(await v.page.locator('.receipt .big').innerText()).replace(/[^0-9/]/g, '');
  return { code: /registered\/(\d+)/.exec(v.page.url())[1], nationalId: values.national_id, number, ordinal: Number(number.split('/').at(-1)) };
}

const nextNumber = async (v) => {
  await v.go('/intake', { look: false });
  return Number(ascii(/شمارهٔ بعدی[^۰-۹]*([۰-۹/]+)/.exec(await v.text())[1]).split('/').at(-1));
};

const cases = [
  ['the desk has a card for every channel and says the next number', async (p, s) => {
    const v = await p.official('reg1');
    await v.go('/intake');
    for (const words of ['نامه', 'تلفن', 'مراجعهٔ حضوری', 'شمارهٔ بعدی دفتر اندیکاتور']) await v.has(words);
    s.next = await nextNumber(v);
    assert.ok(s.next > 1);
  }],

  ['a letter of a citizen: what is wrong stands beside its field, the rest stays', async (p, s) => {
    const v = await p.official('reg1');
    await form(v, /نامه/);
    await v.fillShown(PERSON(51, { national_id: '0499370898', preferred_channel: 'letter', sender_number: '۱۲/۳۴۵', address: '' }));
    await v.press('ثبت و دادن شماره');
    assert.match(await v.error('national_id'), /کد ملی درست نیست/);
    assert.match(await v.error('address'), /خالی/);
    assert.equal(await v.value('subject'), PAGES[3].subject);
    assert.equal(await v.value('sender_number'), '۱۲/۳۴۵');
    s.letter = await register(v, PERSON(51, { preferred_channel: 'letter', address: 'سمنان، خیابان امام، کوچهٔ بهار، پلاک ۱۲', sender_number: '۱۲/۳۴۵', sender_date: jalali(p.site.now() - 3 * 86400000) }));
    assert.equal(s.letter.ordinal, s.next, 'a number was left out');
    await v.has('به نام');
    await v.has('مریم صادقی');
  }],

  ['OFF-CMP-09 the receipt of a letter is printed for the post', async (p, s) => {
    const v = await p.official('reg1');
    await v.go('/intake/registered/' + s.letter.code);
    const file = await v.fetch(await v.link('چاپ رسید', 'main').getAttribute('href'));
    assert.equal(file.status, 200);
    pdf.draw(file.body, p.run.shots, 'receipt-of-a-letter');
    pdf.says(file.body, ['رسید', 'مریم', fa(s.letter.ordinal)]);
  }],

  ['a telephone call: the taker, the number, and the code in words to be said', async (p, s) => {
    const v = await p.official('reg1');
    await form(v, /تلفن/);
    s.call = await register(v, PERSON(52, { first_name: 'رضا', call_number: '02333445566', call_time: '10:40', taker: 'متصدی دبیرخانه', subject: 'قطع آب در محله' }));
    assert.equal(s.call.ordinal, s.letter.ordinal + 1);
    await v.has('برای گفتن در تلفن');
    await v.follow('پرونده', { within: 'main' });
    await v.has('قطع آب در محله');
    await v.follow(/همهٔ آنچه متقاضی/, { within: 'main' });
    await v.has('۱۰:۴۰');
  }],

  ['a visit in person', async (p, s) => {
    const v = await p.official('reg1');
    await form(v, /مراجعه/);
    s.visit = await register(v, PERSON(53, { first_name: 'زهرا', subject: 'درخواست رونوشت سند', mobile: '09120001122' }));
    assert.equal(s.visit.ordinal, s.call.ordinal + 1);
    await v.follow(/ثبت بعدی/, { within: 'main' });
    assert.match(v.page.url(), /\/intake\/complaint\/visit/);
    assert.equal(await v.value('first_name'), '', 'the next form is empty');
  }],

  ['somebody who has an open case is shown it before a second one is registered', async (p, s) => {
    const v = await p.official('reg1');
    await form(v, /مراجعه/);
    const again = PERSON(53, { first_name: 'زهرا', subject: 'درخواست رونوشت سند' });
    for (let round = 0; round < 3 && !(await v.text()).includes('شاید این پیش‌تر ثبت شده است'); round++) {
      await v.fillShown(again);
      await v.press('ثبت و دادن شماره');
    }
    await v.has('شاید این پیش‌تر ثبت شده است');
    await v.has('درخواست رونوشت سند');
    assert.equal(await v.value('first_name'), 'زهرا');
    assert.equal(await nextNumber(v), s.visit.ordinal + 1, 'no number was used up');
  }],

  ['what this desk registered today is listed', async (p, s) => {
    const v = await p.official('reg1');
    await v.go('/intake');
    for (const words of ['قطع آب در محله', 'درخواست رونوشت سند']) await v.has(words);
    assert.equal(await nextNumber(v), s.visit.ordinal + 1);
  }],

  ['the applicant follows what the desk registered', async (p, s) => {
    const v = await p.person('caller');
    await track(v, s.call);
    await v.has('قطع آب در محله');
  }],

  ['OFF-REP-01 the register of the day: no gap, both directions, as page, CSV and PDF', async (p, s) => {
    const v = await p.official('reg1');
    await v.go('/indicator');
    const rows = await v.page.locator('tbody tr').evaluateAll((l) => l.map((r) => ({ number: r.querySelector('th').innerText, incoming: r.innerText.includes('وارده') })));
    const numbers = rows.map((r) => Number(ascii(r.number).split('/').at(-1))).sort((a, b) => a - b);
    assert.ok(numbers.length >= 3, 'three are of today');
    numbers.forEach((n, i) => assert.ok(i === 0 || n === numbers[i - 1] + 1 || n === numbers[i - 1], `a gap: ${numbers}`));
    for (const one of [s.letter, s.call, s.visit]) assert.ok(numbers.includes(one.ordinal), `${one.ordinal} is missing`);
    await v.has('۱۲/۳۴۵');
    const csv = await v.fetch(await v.link(/CSV/, 'main').getAttribute('href'));
    assert.match(csv.type, /csv/);
    assert.match(csv.body.toString('utf8'), new RegExp(`${s.call.ordinal}`));
    const file = await v.fetch(await v.link(/PDF/, 'main').getAttribute('href'));
    pdf.draw(file.body, p.run.shots, 'indicator');
    pdf.says(file.body, ['دفتر اندیکاتور', fa(s.visit.ordinal)]);
  }],

  ['OFF-ACC-13 a voided number needs a reason, stays in the series with it, and is not given again', async (p, s) => {
    const v = await p.official('reg1');
    await v.go('/indicator', { look: false });
    const row = v.page.locator('tbody tr', { hasText: fa(s.visit.ordinal) }).first();
    await v.arrive(() => row.getByRole('link', { name: /باطل کردن/ }).click());
    await v.press(/باطل/);
    assert.ok((await v.errors()).length > 0, 'voiding without a reason');
    await v.fill({ reason: 'دو بار ثبت شد؛ همان شمارهٔ پیشین درست است.' });
    await v.press(/باطل/);
    await v.go('/indicator');
    const voided = v.page.locator('tbody tr.void');
    assert.equal(await voided.count(), 1);
    const text = await voided.innerText();
    assert.ok(text.includes('دو بار ثبت شد') && text.includes(fa(s.visit.ordinal)), text);
    assert.equal(await voided.getByRole('link', { name: /باطل کردن/ }).count(), 0);
    assert.equal(await nextNumber(v), s.visit.ordinal + 1);
  }],

  ['others may not register', async (p) => {
    const v = await p.official('exp1');
    for (const to of ['/intake', '/intake/complaint/letter', '/indicator']) await v.go(to, { status: 403, look: to === '/intake' });
  }],
];

module.exports = { cases, PERSON, register, form };
