/* input.js - bad input: each gets its words by its field, the form comes back filled in, nothing is half done. */
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { PAGES, answer, nationalId, file, track, toCheck } = require('../lib/filing.js');

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const big = (bytes) => Buffer.concat([PNG, Buffer.alloc(bytes)]);

/* A file on disk, as a person chooses one. */
function upload(name, bytes) {
  const dir = path.join(os.tmpdir(), `samad-browser-files-${process.pid}`);
  if (fs.mkdirSync(dir, { recursive: true })) process.once('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
  fs.writeFileSync(path.join(dir, name), bytes);
  return path.join(dir, name);
}

/* One page with one wrong answer: refused by that field, everything else as it was typed. */
async function refused(v, page, name, value, words) {
  const good = PAGES[page - 1];
  await v.go(`/complaint/new/${page}`, { look: false });
  await v.fillShown({ ...good, [name]: value });
  await v.press(/^ادامه/);
  assert.equal(new URL(v.page.url()).pathname, `/complaint/new/${page}`, `«${value}» is taken for ${name}`);
  assert.match(await v.error(name), words);
  assert.equal(await v.page.locator(`[name="${name}"]`).first().getAttribute('aria-invalid'), 'true');
  assert.ok((await v.page.locator(`[name="${name}"]`).first().getAttribute('aria-describedby')).includes(`${name}-error`));
  for (const other of Object.keys(good)) {
    if (other === name || other === 'birth_year') continue;
    assert.notEqual(await v.value(other), '', `${other} is lost`);
  }
}

const cases = [
  ['a wrong national ID is refused by its field', async (p) => {
    const v = await p.person('clumsy');
    await refused(v, 1, 'national_id', '0499370898', /کد ملی درست نیست/);
    await refused(v, 1, 'national_id', '049937', /ده رقم/);
    await refused(v, 1, 'national_id', 'ABC', /رقم/);
    await refused(v, 1, 'national_id', '1111111111', /کد ملی/);
    await refused(v, 1, 'birth_year', '1200', /(?<!٬)۱۲۸۰/);
    await refused(v, 1, 'birth_year', 'x', /عدد/);
  }],

  ['numbers in any digits are taken and shown as one kind', async (p) => {
    const v = await p.person('clumsy');
    await v.go('/complaint/new/1', { look: false });
    await v.fillShown({ ...PAGES[0], national_id: '۰۴٩٩37۰۸۹۹', birth_year: '13٥۸' });
    await v.press(/^ادامه/);
    await v.fillShown({ ...PAGES[1], mobile: '٠٩12 ۳۴۵-6789' });
    await v.press(/^ادامه/);
    assert.match(v.page.url(), /new\/3/, (await v.errors()).join());
    await v.go('/complaint/new/1', { look: false });
    assert.equal(await v.value('national_id'), '۰۴۹۹۳۷۰۸۹۹');
    assert.equal(await v.value('birth_year'), '۱۳۵۸');
    await v.go('/complaint/new/2', { look: false });
    assert.match((await v.value('mobile')).replace(/\D/g, '') || (await v.value('mobile')), /۹۱۲۳۴۵۶۷۸۹|9123456789/);
  }],

  ['a telephone number that is none is refused', async (p) => {
    const v = await p.person('clumsy');
    await refused(v, 2, 'mobile', '02333334455', /تلفن/);
    await refused(v, 2, 'mobile', '0912', /شماره/);
  }],

  ['text that is too short, too long, or of blanks only is refused and kept', async (p) => {
    const v = await p.person('clumsy');
    await v.go('/complaint/new/3', { look: false });
    await answer(v, PAGES[2]);
    await refused(v, 4, 'subject', 'یک', /کوتاه/);
    await refused(v, 4, 'text', 'آ'.repeat(4001), /۴٬?۰۰۰/);
    assert.equal((await v.value('text')).length, 4001);
    await refused(v, 4, 'text', '   \n \u200c \u200b ', /خالی/);
  }],

  ['control characters and characters that turn the direction of writing are refused and named', async (p) => {
    const v = await p.person('clumsy');
    await refused(v, 4, 'text', 'این متن یک نویسهٔ \u0007 پنهان دارد و بلند است', /پنهان/);
    await refused(v, 4, 'subject', 'موضوع \u202e وارونه', /جهت نوشته/);
    await refused(v, 4, 'demand', 'خواستهٔ \u2066 پوشیده', /جهت نوشته/);
  }],

  ['what looks like HTML is shown as it was typed', async (p) => {
    const v = await p.person('clumsy');
    const evil = '<script>alert(1)</script><b>"\'&amp;';
    await v.go('/complaint/new/4', { look: false });
    await answer(v, { ...PAGES[3], subject: evil });
    await v.go('/complaint/new/4', { look: false });
    assert.equal(await v.value('subject'), evil);
  }],

  ['a choice that is not on the list is refused', async (p) => {
    const v = await p.person('clumsy');
    const guard = async () => v.page.locator('form[method=post] input[type=hidden]').evaluateAll((l) => Object.fromEntries(l.map((x) => [x.name, x.value])));
    await v.go('/complaint/new/2', { look: false });
    const r = await v.context.request.post(v.base + '/complaint/new/2', { form: { ...(await guard()), mobile: '09123456789', county: 'نیشابور' }, maxRedirects: 0 });
    assert.equal(r.status(), 422);
    assert.match(await r.text(), /در فهرست نیست/);
  }],

  ['a form without its token is refused and nothing is lost', async (p) => {
    const v = await p.person('clumsy');
    const r = await v.context.request.post(v.base + '/complaint/new/2', { form: { mobile: '09123456780', county: 'سمنان' }, maxRedirects: 0 });
    assert.ok([403, 422, 400].includes(r.status()), `answers ${r.status()}`);
    await v.go('/complaint/new/2', { look: false });
    assert.match(await v.value('mobile'), /۹$/);
  }],

  ['a file that is too large or of a forbidden kind is refused by name; text and good files stay', async (p) => {
    const v = await p.person('clumsy');
    await toCheck(v);
    await v.go('/complaint/new/5', { look: false });
    await v.fill({ missing_documents: 'رونوشت شناسنامه' });
    await v.page.locator('input[type=file]').setInputFiles([upload('نامه.png', PNG), upload('virus.exe', Buffer.from('MZ' + 'x'.repeat(200)))]);
    await v.press(/^(ادامه|ثبت این تغییر)/);
    assert.match(await v.error('attachments'), /virus\.exe/);
    assert.equal(await v.value('missing_documents'), 'رونوشت شناسنامه');
    await v.has('نامه.png');
    await v.page.locator('input[type=file]').setInputFiles([upload('بزرگ.png', big(11 << 20))]);
    await v.press(/^(ادامه|ثبت این تغییر)/);
    assert.match(await v.error('attachments'), /بزرگ\.png.*۱۰/);
    assert.equal(await v.value('missing_documents'), 'رونوشت شناسنامه');
    await v.has('نامه.png');
    await v.page.locator('input[type=file]').setInputFiles([upload('خالی.png', Buffer.alloc(0))]);
    await v.press(/^(ادامه|ثبت این تغییر)/);
    assert.match(await v.error('attachments'), /خالی/);
  }],

  ['a request that is larger than all may be together is refused, and the form stands as before', async (p) => {
    const v = await p.person('clumsy');
    await v.go('/complaint/new/5', { look: false });
    await v.page.locator('input[type=file]').setInputFiles([1, 2, 3].map((n) => upload(`عکس${n}.png`, big(9 << 20))));
    await v.press(/^(ادامه|ثبت این تغییر)/);
    await v.has(/بزرگ/);
    await v.go('/complaint/new/5', { look: false });
    await v.has('نامه.png');
    assert.equal(await v.value('missing_documents'), 'رونوشت شناسنامه');
  }],

  ['a draft that is gone says so', async (p) => {
    const v = await p.person('nobody');
    await v.go('/complaint/new/check', { look: false });
    assert.match(v.page.url(), /new\/1/);
    await v.has(/دوباره|آغاز|نیست/);
  }],

  ['the longest words keep in their boxes', async (p, s) => {
    const v = await p.person('long-winded');
    const word = 'نامه‌ای‌بسیاردراز'.repeat(12).slice(0, 150);
    s.filed = await file(v, { national_id: nationalId(7), first_name: 'سیدابوالفضل‌محمدرضاعبدالحسین'.slice(0, 60), last_name: 'حسینی‌شاهرودی‌کاویانی‌نژادبسطامی‌اصل'.repeat(2).slice(0, 80),
      subject: word, text: 'خ'.repeat(800) + ' ' + 'متن بلند شکایت که چهارهزار نویسه دارد. '.repeat(82).slice(0, 3190), demand: 'خ'.repeat(990), place: 'م'.repeat(150) });
    await track(v, s.filed);
    await v.go('/track/' + s.filed.code);
    const o = await p.official('mgr');
    await o.go('/tray?q=' + s.filed.code, { status: 0 });
    await o.go('/cases/' + s.filed.code, { status: 0 });
  }],
];

module.exports = { apart: true, cases, PNG, upload };
