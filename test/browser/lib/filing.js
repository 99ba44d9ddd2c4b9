/*
 * filing.js - filing a complaint through its pages, as the cases need it.
 */
'use strict';
const assert = require('node:assert/strict');

/* The pages of the registration form, in order, with good answers. */
const PAGES = [
  { applicant_kind: 'natural', first_name: 'مریم', last_name: 'صادقی', national_id: '0499370899', birth_year: '1358' },
  { mobile: '09123456789', county: 'سمنان' },
  { respondent_kind: 'agency', respondent_unit: 'roads', place: 'سمنان، میدان مشاهیر' },
  { kind: 'complaint', ground: 'law_breach', subject: 'تأخیر در صدور مجوز ساخت',
    text: 'پروندهٔ من از سه ماه پیش در آن اداره مانده و مجوز صادر نمی‌شود. هر بار مراجعه می‌کنم پاسخ روشنی نمی‌دهند.',
    demand: 'مجوز ساخت صادر شود.', earlier: 'no' },
  {},
  { preferred_channel: 'sms', consent: true },
];

/* A national ID whose check digit is right; belongs to nobody in particular. */
function nationalId(seed) {
  const nine = String(458000000 + seed * 7919).slice(-9).padStart(9, '0');
  const r = [...nine].reduce((sum, d, i) => sum + Number(d) * (10 - i), 0) % 11;
  return nine + (r < 2 ? r : 11 - r);
}

/* Fills in one page and goes on; a page that asks more because of an answer is filled in again. */
async function answer(v, values, button = /^(ادامه|ثبت این تغییر)/) {
  const path = () => new URL(v.page.url()).pathname;
  const before = path();
  const open = new Set(Object.keys(values));
  for (let round = 0; round < 4; round++) {
    const done = await v.fillShown(values);
    done.forEach((name) => open.delete(name));
    await v.press(button);
    if (path() !== before) break;
    if ((await v.errors()).length > 0 && open.size === 0) break;
  }
  return path() !== before;
}

/* From the first page to the page that shows all answers. `over` replaces answers by name. */
async function toCheck(v, over = {}) {
  await v.go('/complaint/new/1', { look: false });
  for (let i = 0; i < PAGES.length; i++) {
    const values = { ...PAGES[i] };
    for (const [name, value] of Object.entries(over)) if (name in values || i === over[`${name}@`]) values[name] = value;
    Object.assign(values, (over.more || [])[i]);
    assert.ok(await answer(v, values), `page ${i + 1} is refused: ${(await v.errors()).join('; ')}`);
  }
  assert.match(v.page.url(), /\/complaint\/new\/check/);
}

/* Files a complaint; gives back what its receipt says. */
async function file(v, over = {}) {
  await toCheck(v, over);
  await v.press(/^ارسال/);
  assert.match(v.page.url(), /\/complaint\/new\/done\/\d+/);
  return { code: /done\/(\d+)/.exec(v.page.url())[1], nationalId: over.national_id || PAGES[0].national_id };
}

/* Opens a case by its code and identity. */
async function track(v, filed) {
  await v.go('/track/' + filed.code, { look: false, status: 0 });
  if (await v.exists('identity')) {
    await v.go('/track?code=' + filed.code, { look: false });
    await v.fill({ code: filed.code, identity: filed.nationalId });
    await v.press('نشان بده');
  }
  assert.match(v.page.url(), new RegExp('/track/' + filed.code));
}

module.exports = { PAGES, nationalId, answer, toCheck, file, track };
