/* citizen.js - what a citizen does alone: reads how to complain, files, gets a receipt, follows the case. */
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { PAGES, nationalId, answer, toCheck, track } = require('../lib/filing.js');
const { fa } = require('../lib/visitor.js');

/* A PDF is one that pdftoppm can draw; gives back its text. */
function readPdf(bytes) {
  assert.equal(bytes.subarray(0, 5).toString('latin1'), '%PDF-');
  const drawn = spawnSync('pdftoppm', ['-r', '40', '-png', '-'], { input: bytes, maxBuffer: 64 << 20 });
  assert.equal(drawn.status, 0, `pdftoppm: ${drawn.stderr}`);
  assert.ok(drawn.stdout.length > 1000, 'pdftoppm draws nothing');
  return spawnSync('pdftotext', ['-', '-'], { input: bytes, encoding: 'utf8' }).stdout;
}

const cases = [
  ['the front page leads to how to complain and to tracking', async (p) => {
    const v = await p.person('citizen');
    await v.go('/');
    await v.has('پیگیری');
    await v.follow(/شکایت/, { within: 'main' });
    assert.match(v.page.url(), /\/complaint$/);
  }],

  ['OFF-CMP-02 how to complain says channels, stages, limits, rights, address and law', async (p) => {
    const v = await p.person('citizen');
    await v.go('/complaint');
    for (const words of ['از چه راه‌هایی؟', 'گام‌های رسیدگی', 'پاسخ تا کی؟', 'چه بنویسید؟', 'نشانی و تلفن', 'نامه', 'تلفن', '۱۱۱', '۱۰ روز', '۱۵ روز', '۲۵ روز', '۳۵ روز', 'مادهٔ ۵'])
      await v.has(words);
    await v.follow(/^ثبت شکایت/, { within: 'main' });
    await v.has('گام ۱ از ');
  }],

  ['an empty page comes back with a summary that leads to the fields', async (p) => {
    const v = await p.person('citizen');
    await v.go('/complaint/new');
    await v.press(/^ادامه/);
    assert.ok((await v.errors()).length >= 3, 'three fields are empty');
    assert.match(await v.page.title(), /^خطا: /);
    assert.match(await v.error('first_name'), /خالی است/);
    await v.page.locator('.errors a').first().click();
    assert.match(v.page.url(), /#/);
    const focused = await v.page.evaluate(() => document.activeElement.name || document.activeElement.id || '');
    if (p.js) assert.ok(focused.length > 0, 'the link of the summary goes to its field');
  }],

  ['going back keeps what was typed', async (p) => {
    const v = await p.person('citizen');
    await v.go('/complaint/new');
    assert.ok(await answer(v, PAGES[0]));
    assert.ok(await answer(v, PAGES[1]));
    await v.has('گام ۳ از ');
    await v.follow('بازگشت');
    assert.equal(await v.value('county'), 'سمنان');
    await v.follow('بازگشت');
    assert.equal(await v.value('first_name'), 'مریم');
    assert.equal(await v.value('national_id'), '۰۴۹۹۳۷۰۸۹۹');
  }],

  ['a question that hangs on an answer comes when it is needed', async (p) => {
    const v = await p.person('citizen');
    await v.go('/complaint/new/4');
    await v.fillShown({ ...PAGES[3], ground: 'service_below_standard' });
    await v.press(/^ادامه/);
    if (!/\/4/.test(new URL(v.page.url()).pathname)) throw new Error('the standard of the service is not asked');
    assert.equal((await v.errors()).length, 0, 'a question that has just come is not yet an error');
    assert.ok(await v.exists('standard'));
    await v.press(/^ادامه/);
    assert.match(await v.error('standard'), /خالی است/);
    assert.equal(await v.value('subject'), PAGES[3].subject);
  }],

  ['check your answers shows everything and leads back to change one', async (p) => {
    const v = await p.person('citizen');
    await toCheck(v);
    for (const words of ['مریم', 'صادقی', '۰۴۹۹۳۷۰۸۹۹', PAGES[3].subject, PAGES[3].demand, 'ادارهٔ کل راه و شهرسازی']) await v.has(words);
    await v.page.locator('main a[href*="/new/4?from=check"]').first().click();
    await v.page.waitForURL(/new\/4/);
    await answer(v, { subject: 'تأخیر چهارماهه در صدور مجوز ساخت' });
    assert.match(v.page.url(), /check/);
    await v.has('تأخیر چهارماهه');
  }],

  ['OFF-CMP-09 the receipt has number, date, phone, tracking code and QR', async (p, s) => {
    const v = await p.person('citizen');
    await v.press(/^ارسال/);
    s.filed = { code: /done\/(\d+)/.exec(v.page.url())[1], nationalId: PAGES[0].national_id };
    await v.has('ثبت شد');
    await v.has('شمارهٔ دفتر اندیکاتور');
    await v.has('۵ مهر ۱۴۰۴');
    await v.has('شنبه');
    assert.match(await v.text('.receipt'), /تلفن پیگیری\s+[۰-۹]/);
    const shown = (await v.page.locator('#code').innerText()).replace(/\D/g, '') || '';
    assert.equal((await v.page.locator('#code').innerText()).replace(/[^۰-۹]/g, ''), fa(s.filed.code), shown);
    assert.ok((await v.page.locator('.qr svg, .qr img').count()) === 1, 'no QR code');
    s.number = /شمارهٔ دفتر اندیکاتور\s+(\S+)/.exec(await v.text('.receipt'))[1];
  }],

  ['OFF-CMP-09 the receipt prints: PDF with the same number, Persian shaped', async (p, s) => {
    const v = await p.person('citizen');
    const href = await v.link(/PDF/, 'main').getAttribute('href');
    const pdf = await v.fetch(href);
    assert.equal(pdf.status, 200);
    assert.equal(pdf.type, 'application/pdf');
    const text = readPdf(pdf.body);
    assert.ok(text.replace(/[^۰-۹]/g, '').includes(s.number.replace(/[^۰-۹]/g, '')), `the PDF has no number ${s.number}: ${text.slice(0, 400)}`);
    assert.match(text, /\/track\?code=\d{10}/, `the address does not stand on one line: ${text.slice(-300)}`);
  }],

  ['sending the same form twice gives one case and the same receipt', async (p, s) => {
    const v = await p.person('citizen');
    await v.go('/complaint/new/check');
    assert.match(v.page.url(), new RegExp(`/done/${s.filed.code}`));
    await v.has('پیش‌تر رسیده بود');
    await v.has(s.number);
  }],

  ['a double click on «send» registers once', async (p) => {
    const v = await p.person('in a hurry');
    await toCheck(v, { national_id: nationalId(1), subject: 'دو بار فشردن دکمه' });
    const form = await v.page.locator('form[action$="/new/check"]').evaluate((f) => Object.fromEntries([...f.elements].filter((x) => x.name).map((x) => [x.name, x.value])));
    const post = () => v.context.request.post(v.base + '/complaint/new/check', { form, maxRedirects: 0 });
    const [a, b] = await Promise.all([post(), post()]);
    const code = (r) => /done\/(\d+)/.exec(r.headers().location || '')?.[1];
    assert.ok(code(a), `the first answers ${a.status()}`);
    assert.equal(code(a), code(b));
  }],

  ['OFF-CMP-08 tracking asks for code and identity; a wrong one and an unknown one read the same', async (p, s) => {
    const v = await p.person('somebody else');
    await v.go('/track');
    await v.press('نشان بده');
    assert.ok((await v.errors()).length === 2);
    await v.fill({ code: s.filed.code, identity: nationalId(2) });
    await v.press('نشان بده');
    const wrongIdentity = await v.errors();
    assert.equal(await v.value('code') !== '', true, 'the code is still there');
    await v.fill({ code: '123 456 784', identity: '0499370899' });
    await v.press('نشان بده');
    assert.ok(wrongIdentity.length > 0 && (await v.errors()).length > 0);
    await v.go('/track/' + s.filed.code, { status: 0 });
    assert.ok(!(await v.text('body')).includes(PAGES[3].subject), 'a stranger sees the case');
  }],

  ['OFF-CMP-08 tracking shows the stages so far, what comes next, the due date and why', async (p, s) => {
    const v = await p.person('citizen');
    await v.follow(/^پیگیری این/);
    await v.has('تأخیر چهارماهه در صدور مجوز ساخت');
    await v.has('شمارهٔ ثبت');
    assert.ok((await v.page.locator('.timeline .done, .timeline .here').count()) > 0, 'no step so far');
    assert.ok((await v.page.locator('.timeline .next').count()) > 0, 'nothing is to come');
  }],

  ['tracking takes digits of any kind, grouped or not', async (p, s) => {
    const arabic = (x) => x.replace(/\d/g, (d) => '٠١٢٣٤٥٦٧٨٩'[d]);
    const c = s.filed.code;
    for (const [code, identity] of [[fa(c), fa(s.filed.nationalId)], [`${c.slice(0, 3)} ${fa(c.slice(3, 6))}-${arabic(c.slice(6))}`, arabic(s.filed.nationalId)]]) {
      const v = await p.person('digits ' + code);
      await v.go('/track', { look: false });
      await v.fill({ code, identity });
      await v.press('نشان بده');
      assert.match(v.page.url(), new RegExp(`/track/${c}`));
    }
  }],

  ['leaving a borrowed device forgets the case', async (p, s) => {
    const v = await p.person('citizen');
    await track(v, s.filed);
    await v.press(/^خروج از این صفحه/);
    await v.go('/track/' + s.filed.code, { status: 0, look: false });
    await v.hasNot('تأخیر چهارماهه', 'body');
  }],

  ['the QR code leads to a page that says the receipt is in the ledger', async (p, s) => {
    const v = await p.person('checker');
    const w = await p.person('citizen');
    await track(w, s.filed);
    const pdf = await w.fetch(await w.link(/رسید \(PDF\)/, 'main').getAttribute('href'));
    assert.equal(pdf.status, 200);
    await w.go(`/complaint/new/done/${s.filed.code}`, { status: 0, look: false });
    const address = await w.page.locator('.receipt bdi').evaluateAll((l) => l.map((x) => x.textContent).find((t) => /\/verify\//.test(t)) || '');
    assert.ok(address, 'the receipt names no address to check it');
    await v.go(address.replace(/^.*?\/verify\//, '/verify/'));
    await v.has('این رسید درست است');
    await v.go(address.replace(/^.*?\/verify\//, '/verify/').replace(/.$/, (c) => (c === 'a' ? 'b' : 'a')), { status: 0 });
    await v.hasNot('این رسید درست است');
  }],

  ['an unknown page says so and leads on', async (p) => {
    const v = await p.person('citizen');
    await v.go('/no-such-page', { status: 404 });
    await v.has('پیدا نشد');
    await v.go('/complaint/new/done/999999999', { status: 0 });
    await v.hasNot('ثبت شد');
  }],
];

module.exports = { cases, readPdf };
