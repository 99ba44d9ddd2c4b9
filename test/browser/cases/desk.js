/*
 * desk.js - the clerk's day: sorting, filtering and searching the in-tray; taking up, giving back, referring with a
 * margin note; a deputy for dated absence; two people at the same piece of work.
 */
'use strict';
const assert = require('node:assert/strict');
const { nationalId, file } = require('../lib/filing.js');
const { work, openCase, hasTask, section } = require('../lib/work.js');
const { Visitor } = require('../lib/visitor.js');
const { jalali } = require('../lib/dates.js');

const DAY = 86400000;

const subjects = (v) => v.page.locator('table.tray tbody td:first-child a').allInnerTexts();

const cases = [
  ['cases come in and go to an expert', async (p, s) => {
    s.filed = [];
    const v = await p.person('applicant');
    for (const [i, subject] of ['چراغ خاموش خیابان سعدی', 'نوبت پزشک متخصص', 'آسفالت کوچهٔ بهار'].entries())
      s.filed.push(await file(v, { national_id: nationalId(61 + i), subject }));
    const m = await p.official('mgr');
    for (const f of s.filed) await work(m, f.code, 'دستور ارجاع', { assignee: 'exp2', order_text: 'بررسی شود.', margin_note: 'تا پنج‌شنبه' }, { path: 'direct' });
  }],

  ['the in-tray: parts by links, order, kind of work, words', async (p, s) => {
    const v = await p.official('exp2');
    await v.go('/tray');
    for (const words of ['چراغ خاموش', 'نوبت پزشک', 'آسفالت کوچهٔ بهار']) await v.has(words);
    for (const part of await v.page.locator('.tabs a').evaluateAll((l) => l.map((a) => a.getAttribute('href')))) await v.go(part);
    await v.go('/tray', { look: false });
    const all = await subjects(v);
    for (const order of await v.page.locator('main p.small a').evaluateAll((l) => l.map((a) => a.getAttribute('href')))) {
      await v.go(order, { look: false });
      assert.deepEqual([...(await subjects(v))].sort(), [...all].sort(), 'another order, the same work');
    }
    await v.go('/tray', { look: false });
    await v.page.fill('#f-q', 'پزشك'); /* an Arabic kaf finds it too */
    await v.press(/نشان بده/);
    assert.deepEqual(await subjects(v), ['نوبت پزشک متخصص']);
    await v.look(await v.page.reload());
    await v.follow(/پاک کردن/, { within: 'main' });
    assert.equal((await subjects(v)).length, all.length);
    await v.go('/tray?q=' + encodeURIComponent('چیزی که نیست'));
    assert.equal((await subjects(v)).length, 0);
    const kinds = await v.page.locator('#f-kind option').evaluateAll((l) => l.map((o) => o.value).filter(Boolean));
    await v.go('/tray?kind=' + kinds[0], { look: false });
    assert.ok((await subjects(v)).length > 0);
  }],

  ['a new piece of work is marked until it is opened', async (p, s) => {
    const v = await p.official('exp2');
    await v.go('/tray', { look: false });
    const row = () => v.page.locator('table.tray tr', { hasText: 'چراغ خاموش' });
    assert.match(await row().innerText(), /تازه/);
    await v.follow('چراغ خاموش خیابان سعدی', { within: 'main' });
    await v.has('تا پنج‌شنبه');
    await v.go('/tray', { look: false });
    assert.ok(!/تازه/.test(await row().innerText()));
  }],

  ['search finds by code, number, name and words, and only what one may see', async (p, s) => {
    const m = await p.official('mgr');
    await m.go('/search');
    for (const q of [s.filed[1].code, 'نوبت پزشک', 'مریم صادقی']) {
      await m.go('/search?q=' + encodeURIComponent(q));
      await m.has('نوبت پزشک متخصص');
    }
    await m.go('/search?q=' + encodeURIComponent('واژه‌ای‌که‌نیست'));
    await m.has('پیدا نشد');
    const other = await p.official('education-desk');
    await other.go('/search?q=' + s.filed[1].code, { look: false });
    await other.hasNot('نوبت پزشک متخصص');
    await other.go('/cases/' + s.filed[1].code, { status: 404, look: false });
  }],

  ['a colleague takes up a piece of work and gives it back with a reason', async (p, s) => {
    const c = await p.official('exp1');
    await openCase(c, s.filed[0].code);
    await c.press('برداشتن این کار');
    assert.ok(await hasTask(c, s.filed[0].code, 'بررسی موضوع'));
    await openCase(c, s.filed[0].code);
    await c.follow('بازگرداندن به مدیر واحد', { within: 'main' });
    await c.press('بازگردان');
    assert.match(await c.error('reason'), /خالی/);
    await c.fill({ reason: 'این پرونده با واحد دیگر است.' });
    await c.press('بازگردان');
    assert.match(c.page.url(), /\/tray/);
    const m = await p.official('mgr');
    await m.go('/tray?q=' + encodeURIComponent('چراغ خاموش'), { look: false });
    await m.has('چراغ خاموش');
    await openCase(m, s.filed[0].code);
    await m.has('این پرونده با واحد دیگر است');
  }],

  ['the manager refers it with a margin note, never without one', async (p, s) => {
    const m = await p.official('mgr');
    await openCase(m, s.filed[0].code);
    await m.follow(/ارجاع با هامش/, { within: 'main' });
    await m.page.selectOption('[name=to]', 'exp2');
    await m.press('ارجاع بده');
    assert.match(await m.error('note'), /خالی/);
    assert.equal(await m.value('to'), 'exp2');
    await m.page.locator('[name=note]').fill('همکار گرامی، پیگیری شود.');
    await m.press('ارجاع بده');
    assert.match(m.page.url(), /\/tray/);
    const e = await p.official('exp2');
    await openCase(e, s.filed[0].code);
    assert.match(await section(e, 'بررسی موضوع').innerText(), /همکار گرامی، پیگیری شود/);
  }],

  ['a draft is kept for later as it was typed', async (p, s) => {
    const e = await p.official('exp2');
    await openCase(e, s.filed[1].code);
    await e.fillShown({ 'allegations[0].text': 'نوبت داده نشد.' }, 'section.task');
    await e.press('ذخیرهٔ پیش‌نویس');
    await e.has('ذخیره‌شده');
    assert.equal(await e.value('allegations[0].text'), 'نوبت داده نشد.');
  }],

  ['two at one piece of work: the second sees both texts side by side and chooses', async (p, s) => {
    const one = await p.official('exp2');
    const two = await Visitor.open(p.run, p.run.browser, 'second window');
    p.open.set('second window', two);
    await two.go('/sign-in', { look: false });
    await two.fill({ login: 'exp2', password: p.site.password });
    await two.press('ورود');
    await openCase(one, s.filed[2].code);
    await openCase(two, s.filed[2].code);
    await one.fillShown({ 'allegations[0].text': 'متن پنجرهٔ نخست' }, 'section.task');
    await one.press('ذخیرهٔ پیش‌نویس');
    await two.fillShown({ 'allegations[0].text': 'متن پنجرهٔ دوم' }, 'section.task');
    await two.press('ذخیرهٔ پیش‌نویس');
    assert.match(await two.h1(), /هم‌زمان با شما/);
    await two.has('متن پنجرهٔ نخست');
    await two.has('متن پنجرهٔ دوم');
    await two.has('خود شما');
    await two.press('متن من جای آن ذخیره شود');
    await openCase(one, s.filed[2].code);
    assert.equal(await one.value('allegations[0].text'), 'متن پنجرهٔ دوم');
  }],

  ['work that somebody else has finished meanwhile says who and when', async (p, s) => {
    const one = await p.official('exp2');
    const two = await p.person('second window');
    const answers = { 'allegations[0].text': 'کوچه آسفالت ندارد.', 'allegations[0].articles': 'مادهٔ ۵۵ قانون شهرداری', 'allegations[0].evidence': 'عکس' };
    await openCase(two, s.filed[2].code);
    await two.fillShown({ ...answers, 'allegations[0].text': 'نوشتهٔ دیرآمده' }, 'section.task');
    await work(one, s.filed[2].code, 'بررسی موضوع', answers);
    await two.arrive(() => two.page.locator('section.task .decide button').first().click());
    assert.match(await two.h1(), /هم‌زمان با شما/);
    await two.has('این کار را انجام داد');
    await two.has('نوشتهٔ دیرآمده');
    await two.follow('متن ثبت‌شده بماند', { within: 'main' });
    assert.match(two.page.url(), /\/cases\//);
  }],

  ['a deputy does the work of the days of absence, and the history says so', async (p, s) => {
    const m = await p.official('exp2');
    await m.go('/delegations');
    const people = await m.page.locator('[name=deputy] option').evaluateAll((l) => l.map((o) => o.value));
    assert.ok(people.includes('exp1'), `exp1 may be deputy: ${people}`);
    await m.press('ثبت جانشین');
    assert.ok((await m.errors()).length >= 3);
    const day = (n) => jalali(p.site.now() + n * DAY).split('/').map((x) => x.padStart(2, '0')).join('/');
    await m.fillShown({ post: 'exp2', deputy: 'exp1', from: day(0), until: day(2), reason: 'مرخصی استحقاقی' });
    await m.press('ثبت جانشین');
    await m.has('مرخصی استحقاقی');
    const d = await p.official('exp1');
    await d.go('/tray', { look: false });
    await d.page.locator('header summary', { hasText: 'پست‌های دیگر' }).click();
    await d.arrive(() => d.page.locator('header details button', { hasText: 'رسیدگی به شکایات ۲' }).click());
    await d.has('نوبت پزشک متخصص');
    assert.match(await d.page.locator('header').textContent(), /به جانشینی/);
    await work(d, s.filed[1].code, 'بررسی موضوع', { 'allegations[0].text': 'نوبت داده نشد.', 'allegations[0].articles': 'منشور حقوق بیمار', 'allegations[0].evidence': 'پیامک نوبت' });
    await openCase(d, s.filed[1].code);
    await d.has('به جانشینی');
    await p.days(3);
    await p.official('exp1');
    await d.hasNot('پست‌های دیگر', 'body');
  }],

  ['the account: another password, other devices', async (p) => {
    const v = await p.official('ins2');
    await v.go('/account');
    await v.press('تغییر گذرواژه');
    assert.ok((await v.errors()).length > 0);
    await v.fill({ old_password: 'not-it', new_password: 'a-long-new-password-9', again: 'a-long-new-password-9' });
    await v.press('تغییر گذرواژه');
    assert.ok((await v.errors()).length > 0);
    await v.fill({ old_password: p.site.password, new_password: 'a-long-new-password-9', again: 'a-long-new-password-9' });
    await v.press('تغییر گذرواژه');
    assert.equal((await v.errors()).length, 0);
    await v.press(/خروج از دستگاه‌های دیگر/);
  }],
];

module.exports = { cases };
