/*
 * admin.js - the administrator: units, posts and their holders, people, calendars and what a holiday moves, processes,
 * a case that stands still and is set going again, outbox, ledger, settings, log; the one-time code; the lock-out.
 */
'use strict';
const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { nationalId, file } = require('../lib/filing.js');
const { hasTask, work } = require('../lib/work.js');
const { ascii, fa } = require('../lib/visitor.js');
const { jalali } = require('../lib/dates.js');

const DAY = 86400000;

/* RFC 6238 over RFC 4648 base 32: the telephone's side. */
function totp(secret, ms) {
  const bits = [...secret.replace(/[\s=-]/g, '').toUpperCase()].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(ms / 30000)));
  const mac = crypto.createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

const main = (v, words) => v.page.locator('main').getByRole('link', { name: words }).first();

const cases = [
  ['the first page of the administrator leads to everything', async (p, s) => {
    const v = await p.official('admin');
    await v.go('/admin');
    s.links = await v.page.locator('main .card a').evaluateAll((l) => l.map((a) => a.getAttribute('href')));
    assert.ok(s.links.length >= 9, s.links.join());
    for (const to of s.links) await v.go(to);
  }],

  ['others find no way in', async (p, s) => {
    const v = await p.official('exp1');
    for (const to of s.links) await v.go(to, { status: 403, look: to === s.links[0] });
  }],

  ['a new unit, a new post in it, a person, and that person at work', async (p, s) => {
    const v = await p.official('admin');
    await v.go('/admin/units', { look: false });
    await v.follow(/واحد تازه/, { within: 'main' });
    await v.page.locator('main form[method=post] button.btn').first().click();
    await v.page.waitForLoadState();
    assert.ok((await v.errors()).length >= 2);
    await v.look(await v.page.reload());
    await v.go('/admin/units/new', { look: false });
    await v.fillShown({ name: 'ادارهٔ پاسخ‌گویی شهرستان', code: 'answer-desk', parent: (await v.page.locator('[name=parent] option').nth(1).getAttribute('value').catch(() => null)) || undefined,
      kind: (await v.page.locator('select[name=kind] option').nth(1).getAttribute('value').catch(() => null)) || (await v.page.locator('[name=kind]').first().getAttribute('value')) });
    await v.arrive(() => v.page.locator('main form[method=post] button.btn').first().click());
    assert.equal((await v.errors()).join(), '');
    await v.has('ادارهٔ پاسخ‌گویی شهرستان');
    await v.follow(/پست تازه/, { within: 'main' });
    await v.fillShown({ title: 'کارشناس پاسخ‌گو', code: 'answer1' });
    await v.page.locator('[name=roles][value=EXP]').check();
    await v.arrive(() => v.page.locator('main form[method=post] button.btn').first().click());
    assert.equal((await v.errors()).join(), '');
    await v.has('هنوز کسی به این پست گماشته نشده است');
    s.post = v.page.url().replace(v.base, '').split('?')[0];
    await v.follow(/پاسخ‌گویی شهرستان/, { within: 'main' });
    await v.has('بی‌دارنده');
    await v.go('/admin/people', { look: false });
    await v.follow(/کارمند تازه/, { within: 'main' });
    await v.fillShown({ name: 'سیمین فرهمند', login: 'simin', mobile: '۰۹۱۲۳۴۵۶۷۸۰', national_id: nationalId(81) });
    await v.arrive(() => v.page.locator('main form[method=post] button.btn').first().click());
    await v.has('تنها همین یک بار');
    s.password = (await v.page.locator('.facts .code').nth(1).innerText()).trim();
    await v.go(s.post, { look: false });
    const day = jalali(p.site.now());
    await v.fillShown({ login: 'simin', kind: 'holder', from: day, reason: 'حکم شمارهٔ ۱۲' });
    await v.press('گماردن');
    assert.equal((await v.errors()).join(), '');
    await v.has('سیمین فرهمند');
    const w = await p.person('simin');
    await w.go('/sign-in', { look: false });
    await w.fill({ login: 'simin', password: s.password });
    await w.press('ورود');
    await w.has('گذرواژه');
    await w.go('/account');
    await w.has('تغییر دهید');
    await w.fill({ old_password: s.password, new_password: 'a-password-of-my-own-7', again: 'a-password-of-my-own-7' });
    await w.press('تغییر گذرواژه');
    await w.go('/tray');
    assert.match(await w.text('header'), /سیمین فرهمند/);
  }],

  ['every unit, post and person has its page; two at one form are told', async (p, s) => {
    const v = await p.official('admin');
    await v.go('/admin/units?q=' + encodeURIComponent('بازرسی'));
    await v.arrive(() => v.page.locator('main tbody a').first().click());
    await v.arrive(() => main(v, /ویرایش واحد/).click());
    await v.go(s.post, { look: false });
    await v.arrive(() => main(v, /ویرایش پست/).click());
    await v.go('/admin/people?q=' + encodeURIComponent('فرهمند'));
    await v.arrive(() => main(v, /فرهمند/).click());
    const person = v.page.url();
    await v.arrive(() => main(v, /ویرایش/).click());
    const stale = await v.page.locator('main input[name=version]').first().inputValue();
    await v.fill({ mobile: '09121112233' });
    await v.arrive(() => v.page.locator('main form[method=post] button.btn').first().click());
    await v.go(person.replace(v.base, '').split('?')[0] + '/edit', { look: false });
    await v.page.locator('main input[name=version]').first().evaluate((x, old) => { x.value = old; }, stale);
    await v.fill({ mobile: '09121112244' });
    await v.arrive(() => v.page.locator('main form[method=post] button.btn').first().click());
    await v.has(/تغییر داد|تغییر کرده|هم‌زمان/);
  }],

  ['a holiday that is announced: first what it moves, then it stands in the calendar; and it is taken back', async (p, s) => {
    const c = await p.person('applicant');
    s.filed = await file(c, { national_id: nationalId(82), subject: 'مهلتی که جابه‌جا می‌شود' });
    const m = await p.official('mgr');
    await work(m, s.filed.code, 'دستور ارجاع', { assignee: 'exp2', order_text: 'بررسی شود.' }, { path: 'direct' });
    await m.go('/cases/' + s.filed.code, { look: false });
    const due = /پاسخ تا\s*(.*)/.exec(await m.text())[1];
    const v = await p.official('admin');
    await v.go('/admin/calendars');
    const year = jalali(p.site.now()).split('/')[0];
    await v.has(fa(year));
    await v.press('دیدن اثر آن');
    assert.ok((await v.errors()).length > 0);
    for (let n = 3; n < 9; n++) { /* not on a day that is one already */
      await v.go('/admin/calendars', { look: false });
      await v.fillShown({ day: jalali(p.site.now() + n * DAY), name: 'تعطیلی آلودگی هوا', scope: 'province', source: 'اعلام استانداری' });
      await v.press('دیدن اثر آن');
      if ((await v.errors()).length === 0) break;
    }
    await v.has('تعطیلی آلودگی هوا');
    await v.has('هیچ مهلتی جابه‌جا نمی‌شود'); /* the limits of complaints are in days, not in working days */
    await v.arrive(() => v.page.locator('main form[method=post] button.btn').first().click());
    await m.go('/cases/' + s.filed.code, { look: false });
    assert.equal(/پاسخ تا\s*(.*)/.exec(await m.text())[1], due);
    await v.go('/admin/calendars');
    await v.has('تعطیلی آلودگی هوا');
    await v.has('نسخهٔ ۲');
    await v.arrive(() => v.page.locator('main tbody tr', { hasText: 'تعطیلی آلودگی هوا' }).getByRole('link').click());
    await v.arrive(() => v.page.locator('main form[method=post] button.btn').first().click());
    if (await v.page.locator('main form[method=post] button', { hasText: 'ثبت' }).count()) await v.arrive(() => v.page.locator('main form[method=post] button', { hasText: 'ثبت' }).first().click());
    await v.go('/admin/calendars', { look: false });
    await v.has('نسخهٔ ۳');
  }],

  ['processes and their versions', async (p) => {
    const v = await p.official('admin');
    await v.go('/admin/processes');
    for (const to of await v.page.locator('main tbody a').evaluateAll((l) => l.map((a) => a.getAttribute('href')))) await v.go(to);
  }],

  ['OFF-BPM a case for which nobody has the role stands still, says why, and goes on when somebody has', async (p, s) => {
    const v = await p.official('admin');
    const roles = async (on) => {
      await v.go('/admin/units?q=' + encodeURIComponent('بازرسی'), { look: false });
      await v.arrive(() => v.page.locator('main tbody a', { hasText: 'مدیریت عملکرد' }).first().click(), { look: false });
      await v.arrive(() => main(v, /^مدیرکل بازرسی/).click(), { look: false });
      await v.arrive(() => main(v, /ویرایش پست/).click(), { look: false });
      await v.page.locator('[name=roles][value=DG]').setChecked(on);
      await v.arrive(() => v.page.locator('main form[method=post] button.btn').first().click(), { look: false });
      assert.equal((await v.errors()).join(), '');
    };
    await roles(false);
    const c = await p.person('unlucky');
    s.stuck = await file(c, { national_id: nationalId(83), subject: 'پرونده‌ای که ایستاد' });
    await work(await p.official('mgr'), s.stuck.code, 'دستور ارجاع', { assignee: 'exp2', order_text: 'بررسی شود.' }, { path: 'direct' });
    await p.days(14, async () => { /* overdue: the director-general is to say why, and there is none */
      await (await p.official('admin')).go('/admin/incidents', { look: false });
      return (await v.text()).includes('پرونده‌ای که ایستاد');
    });
    await v.go('/admin/incidents');
    const row = v.page.locator('main tbody tr', { hasText: 'پرونده‌ای که ایستاد' });
    assert.equal(await row.count(), 1, await v.text());
    await v.arrive(() => row.getByRole('link', { name: /رسیدگی/ }).click());
    await v.press('دوباره اجرا شود');
    assert.ok((await v.errors()).length > 0, 'without a reason');
    const incident = v.page.url().replace(v.base, '');
    await roles(true);
    await v.go(incident, { look: false });
    await v.fill({ reason: 'نقش مدیرکل به پست بازگشت.' });
    await v.press('دوباره اجرا شود');
    await v.go('/admin/incidents?state=solved');
    await v.has('پرونده‌ای که ایستاد');
    assert.ok(await hasTask(await p.official('dg'), s.stuck.code, 'علت تأخیر'));
  }],

  ['the outbox by its parts', async (p) => {
    const v = await p.official('admin');
    await v.go('/admin/outbox');
    for (const to of await v.page.locator('.tabs a').evaluateAll((l) => l.map((a) => a.getAttribute('href')))) await v.go(to);
  }],

  ['the ledger: a case is checked; the root of a day is checked', async (p, s) => {
    const v = await p.official('admin');
    await v.go('/admin/ledger');
    await v.press('وارسی');
    assert.ok((await v.errors()).length > 0);
    await v.fill({ code: fa(s.filed.code) });
    await v.press('وارسی');
    await v.has(/درست|دست‌نخورده|می‌خواند/);
    await v.go('/admin/ledger', { look: false });
    const day = v.page.locator('main tbody form button').first();
    if ((await day.count()) > 0) {
      await v.arrive(() => day.click());
      await v.has(/درست|دست‌نخورده|می‌خواند/);
    }
  }],

  ['settings: a wrong address is refused in words, a right one is kept', async (p) => {
    const v = await p.official('admin');
    await v.go('/admin/settings');
    await v.fill({ public_url: 'samad.example.ir?x=1' });
    await v.press('ذخیرهٔ تنظیمات');
    assert.match(await v.error('public_url'), /نشانی کامل/);
    await v.fill({ public_url: 'https://samad.example.ir' });
    await v.press('ذخیرهٔ تنظیمات');
    assert.equal((await v.errors()).join(), '');
    await v.go('/admin/settings', { look: false });
    assert.equal(await v.value('public_url'), 'https://samad.example.ir');
    await v.go('/admin/log');
    await v.has('تنظیمات');
  }],

  ['the one-time code: switched on by a code, asked at sign-in, used once', async (p) => {
    const v = await p.official('admin');
    await v.go('/account', { look: false });
    await v.press('روشن کن');
    const secret = (await v.page.locator('bdi.hash').innerText()).replace(/\s/g, '');
    assert.ok((await v.page.locator('.qr svg, .qr img').count()) === 1);
    await v.fill({ code: '000000' });
    await v.press('تأیید کد و روشن کردن');
    assert.ok((await v.error('code')).length > 0);
    await v.fill({ code: fa(totp(secret, p.site.now())) });
    await v.press('تأیید کد و روشن کردن');
    await v.has('روشن است');
    const other = await p.person('admin elsewhere');
    await other.go('/sign-in', { look: false });
    await other.fill({ login: 'admin', password: p.site.password });
    await other.press('ورود');
    await other.fill({ totp: '123' });
    await other.press('ورود');
    await other.has('کد درست نیست');
    await p.later(31000);
    await other.fill({ totp: totp(secret, p.site.now()) });
    await other.press('ورود');
    await other.go('/admin');
    await p.later(31000);
    await v.go('/account', { look: false });
    await v.fill({ code: totp(secret, p.site.now()) });
    await v.press('خاموش کن');
    await v.has('خاموش است');
  }],

  ['a new password for somebody, shown once; the old one is over', async (p, s) => {
    const v = await p.official('admin');
    await v.go('/admin/people?q=' + encodeURIComponent('فرهمند'), { look: false });
    await v.arrive(() => main(v, /فرهمند/).click(), { look: false });
    await v.press(/گذرواژهٔ تازه/);
    await v.has('تنها همین یک بار');
    const w = await p.person('simin again');
    await w.go('/sign-in', { look: false });
    await w.fill({ login: 'simin', password: 'a-password-of-my-own-7' });
    await w.press('ورود');
    await w.has('نام کاربری یا گذرواژه درست نیست');
    assert.ok(ascii(s.password).length > 8);
  }],

  ['running cases go to a version in which every step has another id: choices and dry run a page at a time', async (p) => {
    const dir = path.join(p.site.dir, 'renamed');
    for (const one of ['complaint', 'complaint_handling', 'opinion_request', 'adhoc_inspection', 'violation_referral'])
      fs.cpSync(path.join(__dirname, '../../../processes', one), path.join(dir, one), { recursive: true });
    const model = path.join(dir, 'complaint_handling/process.bpmn');
    fs.writeFileSync(model, fs.readFileSync(model, 'utf8').replace(/OFF_SUB_01_([TC])(\d)/g, 'OFF_SUB_01_N$1$2').replace(/name="بررسی موضوع با قوانین و مقررات"/, 'name="بررسی"'));
    fs.rmSync(path.join(dir, 'complaint_handling/tests'), { recursive: true });
    fs.mkdirSync(path.join(dir, 'complaint_handling/tests'));
    fs.writeFileSync(path.join(dir, 'complaint_handling/tests/begins.case'), 'title  آغاز\nat     1403/06/25 09:30\n');
    p.site.run('process', ['install', path.join(dir, 'complaint_handling')]);
    const v = await p.official('admin');
    await v.go('/admin/processes', { look: false });
    await v.arrive(() => v.page.locator('main tr', { hasText: 'بررسی و پاسخ‌گویی به شکایت' }).last().getByRole('link').first().click(), { look: false });
    await v.arrive(() => v.page.locator('main').getByRole('link', { name: '۱', exact: true }).first().click(), { look: false });
    await v.go(new URL(v.page.url()).pathname + '/migrate');
    await v.has('گام‌های ۱ تا');
    await v.has('نمونه در این گام ایستاده است');
    await v.arrive(() => v.page.getByRole('button', { name: 'آزمایشی اجرا شود' }).click());
    assert.ok((await v.errors()).length > 0, 'a reason is needed');
    await v.fill({ reason: 'نسخهٔ تازه تصویب شده است.' });
    let pages = 1;
    for (; (await v.page.getByRole('button', { name: 'گام‌های بعدی' }).count()) > 0; pages++)
      await v.arrive(() => v.page.getByRole('button', { name: 'گام‌های بعدی' }).click());
    assert.ok(pages > 2, `${pages} pages of steps`);
    assert.equal(await v.page.locator('main textarea[name=reason]').inputValue(), 'نسخهٔ تازه تصویب شده است.');
    await v.arrive(() => v.page.getByRole('button', { name: 'آزمایشی اجرا شود' }).click());
    const first = await v.page.locator('main tbody tr').first().innerText();
    if ((await v.page.getByRole('button', { name: 'پرونده‌های بعدی' }).count()) === 0) return; /* few cases: all on one page */
    await v.arrive(() => v.page.getByRole('button', { name: 'پرونده‌های بعدی' }).click());
    assert.notEqual(await v.page.locator('main tbody tr').first().innerText(), first);
    await v.arrive(() => v.page.getByRole('button', { name: 'از نخستین پرونده‌ها' }).click());
    assert.equal(await v.page.locator('main tbody tr').first().innerText(), first);
  }],

  ['what administrators did is in the log', async (p) => {
    const v = await p.official('admin');
    await v.go('/admin/log');
    assert.ok((await v.page.locator('main tbody tr').count()) > 5);
    await v.go('/admin/log?login=admin');
  }],

  ['the installation verifies', async (p) => {
    assert.match(p.site.run('verify'), / 0 wrong/);
  }],
];

module.exports = { cases };
