/*
 * inspection.js - class C: an inspection only. Order, conflict of interest, preparation, visit, the unit's comment,
 * a report that goes back once, and an answer that the director-general signs; the letters as they are printed;
 * the delay notice of a case whose time has run out; the violation letter.
 */
'use strict';
const assert = require('node:assert/strict');
const { nationalId, file, track } = require('../lib/filing.js');
const { work, openCase, hasTask } = require('../lib/work.js');
const { jalali } = require('../lib/dates.js');
const { fa } = require('../lib/visitor.js');
const pdf = require('../lib/pdf.js');

const DAY = 86400000;
const ORDER = (day) => ({ inspection_subject: 'نگهداری پرونده‌های ارباب‌رجوع', inspected_kind: 'agency', inspected_unit: 'roads', place: 'سمنان، ادارهٔ راه',
  inspection_types: ['administrative'], inspector: 'ins1', inspection_start: day(0), inspection_end: day(6) });
const REPORT = { report_summary: 'در ده پرونده تاریخ ورود ثبت نشده بود.', report_scope: 'پرونده‌های سه ماه گذشته', report_method: 'دیدن پرونده و گفت‌وگو',
  'inspection_findings[0].text': 'تاریخ ورود پرونده‌ها ثبت نمی‌شود.', 'inspection_findings[0].norm': 'آیین‌نامهٔ بایگانی، مادهٔ ۴', 'inspection_findings[0].severity': '2',
  'inspection_findings[0].evidence': 'دفتر ورود پرونده', recommendations: 'دفتر ورود نگه داشته شود.' };

/* The PDF of the letter whose title has these words, from the case's page. */
async function letter(p, v, code, words, name, says) {
  await v.go(`/cases/${code}/all/letters`);
  const item = v.page.locator('.thread > li', { hasText: words }).first();
  assert.ok((await item.count()) > 0, `no letter «${words}» in the case; there is: ${(await v.page.locator('.thread h3').allInnerTexts()).join('; ')}`);
  const got = await v.fetch(await item.getByRole('link', { name: /PDF/ }).getAttribute('href'));
  assert.equal(got.type, 'application/pdf');
  pdf.draw(got.body, p.run.shots, name);
  pdf.says(got.body, says);
  await v.arrive(() => v.page.locator('.thread > li', { hasText: words }).first().getByRole('link', { name: /خواندن/ }).click());
}

async function check(m, code, more = {}) {
  await work(m, code, 'بازبینی پیش‌نویس', { check_complete: true, check_reasoned: true, check_lawful: true, check_no_second_visit: true, ...more }, { review: 'approved' });
}

const cases = [
  ['the manager orders an inspection: class C, 25 days', async (p, s) => {
    const v = await p.person('applicant');
    s.filed = await file(v, { national_id: nationalId(31), subject: 'گم شدن پرونده در اداره' });
    const m = await p.official('mgr');
    await work(m, s.filed.code, 'دستور ارجاع', { assignee: 'exp1', order_text: 'از ادارهٔ راه بازرسی شود.' }, { path: 'inspection' });
    await openCase(m, s.filed.code);
    await m.has('۲۵ روز');
    const e = await p.official('exp1');
    await work(e, s.filed.code, 'بررسی موضوع', { 'allegations[0].text': 'پرونده در اداره گم شده است.', 'allegations[0].articles': 'آیین‌نامهٔ بایگانی، مادهٔ ۴',
      'allegations[0].evidence': 'رسید تحویل', needs_inspection: true, needs_reason: 'باید از نزدیک دیده شود.' });
  }],

  ['an order needs its place and its inspector', async (p, s) => {
    const m = await p.official('mgr');
    const day = (n) => jalali(p.site.now() + n * DAY);
    const errors = await work(m, s.filed.code, 'حکم بازرسی', { ...ORDER(day), place: '' }, null, { expectErrors: true });
    assert.ok(errors.length > 0);
    await work(m, s.filed.code, 'حکم بازرسی', ORDER(day));
  }],

  ['the inspector declares no interest, prepares, visits; times are shown in Persian digits', async (p, s) => {
    const i = await p.official('ins1');
    await work(i, s.filed.code, 'اعلام تعارض منافع', {}, { interest: 'none' });
    await letter(p, i, s.filed.code, 'حکم بازرسی', 'inspection-order', ['بازرسی', 'ادارهٔ راه']);
    await work(i, s.filed.code, 'آمادگی', { 'checklist[0].item': 'تاریخ ورود پرونده‌ها', 'checklist[0].norm': 'آیین‌نامهٔ بایگانی', records: 'دفتر ورود' });
    await p.days(1);
    await p.official('ins1');
    await work(i, s.filed.code, 'بازرسی در محل', { visit_date: jalali(p.site.now()), visit_from: '09:00', visit_to: '۱۱:۳۰', 'checklist[0].result': 'no', 'checklist[0].note': 'ثبت نشده',
      minutes_text: 'پرونده‌ها دیده شد؛ تاریخ ورود در ده پرونده ثبت نشده است.', present_for_unit: 'رئیس دبیرخانه' });
    await i.go(`/cases/${s.filed.code}/all/written`);
    await i.has('۰۹:۰۰');
    await i.has('۱۱:۳۰');
    await i.hasNot('09:00');
    await i.has('ادارهٔ کل راه و شهرسازی');
    await i.hasNot(/\broads\b/);
  }],

  ['the unit comments; a report that goes back comes with the reviewer’s words above the form', async (p, s) => {
    const u = await p.official('roads-desk');
    await work(u, s.filed.code, 'نظر واحد', { unit_comment: 'پرونده پیدا شد و ثبت می‌شود.' });
    const i = await p.official('ins1');
    await work(i, s.filed.code, 'گزارش بازرسی', REPORT);
    const m = await p.official('mgr');
    await work(m, s.filed.code, 'بازبینی گزارش', { inspection_review_note: 'شمار پرونده‌ها نوشته شود.' }, { inspection_review: 'returned' });
    await openCase(i, s.filed.code);
    assert.match(await i.text('section.task .notice'), /شمار پرونده‌ها نوشته شود/);
    await work(i, s.filed.code, 'گزارش بازرسی', { ...REPORT, report_summary: 'در ده پرونده از سی پرونده تاریخ ورود ثبت نشده بود.' });
    await work(m, s.filed.code, 'بازبینی گزارش', {}, { inspection_review: 'approved' });
    await letter(p, m, s.filed.code, 'گزارش بازرسی', 'inspection-report', ['بازرسی', 'بایگانی']);
  }],

  ['the answer that is not upheld is signed by the director-general', async (p, s) => {
    const e = await p.official('exp1');
    await work(e, s.filed.code, 'یافته برای هر مورد', { 'findings[0].finding': 'false', 'findings[0].finding_reason': 'پرونده پیدا شد.' }, { further_need: 'complete' });
    await work(e, s.filed.code, 'پیش‌نویس پاسخ', { 'answers[0].answer': 'پروندهٔ شما پیدا شد و در جریان است.', 'answers[0].legal_ground': 'آیین‌نامهٔ بایگانی، مادهٔ ۴', 'answers[0].done': 'بازرسی شد.',
      next_step: 'برای ادامهٔ کار پیامک می‌گیرید.', contact_name: 'کارشناس پاسخ‌گو', contact_phone: '02333334455' });
    const m = await p.official('mgr');
    await check(m, s.filed.code);
    assert.equal(await hasTask(await p.official('governor'), s.filed.code, 'امضای پاسخ'), false);
    const dg = await p.official('dg');
    await work(dg, s.filed.code, 'امضای پاسخ', { signature_note: 'گام بعدی را روشن‌تر بنویسید.' }, { signature: 'return' });
    await openCase(e, s.filed.code);
    assert.match(await e.text('section.task .notice'), /گام بعدی را روشن‌تر/);
    await work(e, s.filed.code, 'پیش‌نویس پاسخ', { next_step: 'تا یک هفته نتیجه را با پیامک می‌گیرید.' });
    await check(m, s.filed.code);
    await work(dg, s.filed.code, 'امضای پاسخ', {}, { signature: 'sign' });
    await letter(p, dg, s.filed.code, 'پاسخ', 'answer', ['پاسخ', 'بایگانی', 'مدیرکل']);
    const v = await p.person('applicant');
    await track(v, s.filed);
    await v.has(/پاسخ/);
  }],

  ['OFF-CMP-25 when the time runs out the delay, its reason and the new date are told', async (p, s) => {
    const v = await p.person('patient');
    s.late = await file(v, { national_id: nationalId(32), subject: 'رسیدگی که دیر شد', more: [{}, { address: 'سمنان، خیابان امام، پلاک ۱۲' }, {}, {}, {}, { preferred_channel: 'letter' }] });
    const m = await p.official('mgr');
    await work(m, s.late.code, 'دستور ارجاع', { assignee: 'exp2', order_text: 'بررسی شود.' }, { path: 'direct' });
    await p.days(14, async () => hasTask(await p.official('dg'), s.late.code, 'علت تأخیر'));
    const dg = await p.official('dg');
    const day = jalali(p.site.now() + 5 * DAY);
    const errors = await work(dg, s.late.code, 'علت تأخیر', { delay_reason: 'کارشناس در مأموریت بود.', new_date: jalali(p.site.now() - 5 * DAY) }, null, { expectErrors: true });
    assert.ok(errors.length > 0, 'a new date that has passed');
    await work(dg, s.late.code, 'علت تأخیر', { delay_reason: 'کارشناس در مأموریت بود.', new_date: day, delay_measure: 'جانشین گماشته شد.' });
    const a = await p.official('admin');
    const code = new RegExp([s.late.code.slice(0, 3), s.late.code.slice(3, 6), s.late.code.slice(6)].map(fa).join('\\s*'));
    const row = a.page.locator('main tbody tr', { hasText: code }).filter({ hasText: /تأخیر/ }).first();
    for (let n = 1; n === 1 || (n < 20 && await row.count() === 0); n++) await a.go(`/admin/outbox?part=letters&page=${n}`);
    const notice = await a.fetch(await row.getByRole('link', { name: /برگه/ }).getAttribute('href'));
    pdf.draw(notice.body, p.run.shots, 'delay');
    pdf.says(notice.body, ['تأخیر', 'مأموریت']);
    await track(v, s.late);
    await v.go('/track/' + s.late.code);
    await v.has('دیر');
  }],

  ['OFF-SUB-04 a breach becomes a violation letter', async (p, s) => {
    const e = await p.official('exp2');
    await work(e, s.late.code, 'بررسی موضوع', { 'allegations[0].text': 'کار را بی‌دلیل نگه داشته‌اند.', 'allegations[0].articles': 'مادهٔ ۲۵ قانون مدیریت خدمات کشوری', 'allegations[0].evidence': 'گردش پرونده' });
    await work(e, s.late.code, 'یافته برای هر مورد', { 'findings[0].finding': 'true', 'findings[0].finding_reason': 'گردش پرونده نشان می‌دهد.', violation: true, violation_person: 'کارمند نمونه', violation_unit: 'roads',
      violation_act: 'بی‌دلیل کار ارباب‌رجوع را سه ماه نگه داشته است.', 'violation_evidence[0].title': 'گردش پرونده' }, { further_need: 'complete' });
    await work(e, s.late.code, 'پروندهٔ تخلف', { violation_person: 'کارمند نمونه', violation_unit: 'roads', violation_act: 'بی‌دلیل کار ارباب‌رجوع را سه ماه نگه داشته است.', violation_article: '3', 'evidence[0].title': 'گردش پرونده' });
    const m = await p.official('dg');
    const who = (await hasTask(m, s.late.code, 'امضای نامه')) ? m : await p.official('mgr');
    await work(who, s.late.code, 'امضای نامه', {});
    await letter(p, who, s.late.code, 'تخلف', 'violation', ['تخلف', 'نمونه']);
  }],
];

module.exports = { cases };
