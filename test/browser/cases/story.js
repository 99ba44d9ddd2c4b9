/*
 * story.js - one complaint from the citizen’s page to the signed answer and its remedy: class D, so that every
 * desk has it once: manager, expert, consulted agency, inspector, inspected unit, governor.
 *
 * Not here: what the director-general signs (inspection.js).
 */
'use strict';
const assert = require('node:assert/strict');
const { nationalId, file, track } = require('../lib/filing.js');
const { work, openCase, hasTask, tasks } = require('../lib/work.js');
const { readPdf } = require('./citizen.js');
const { PNG, upload } = require('./input.js');
const { jalali } = require('../lib/dates.js');

const ALLEGATION = 'صدور مجوز سه ماه به تأخیر افتاده است.';

const cases = [
  ['the citizen files and names a document that is still missing', async (p, s) => {
    const v = await p.person('applicant');
    s.filed = await file(v, { national_id: nationalId(21), subject: 'تأخیر سه‌ماهه در مجوز ساخت', more: [{}, {}, {}, {}, { attachments: [upload('نامهٔ اداره.png', PNG)], missing_documents: 'تصویر پروانهٔ پیشین' }] });
    await track(v, s.filed);
    await v.has('از شما خواسته‌ایم');
    await v.has('نامهٔ اداره.png');
  }],

  ['OFF-DLN-14 documents are added when asked for', async (p, s) => {
    await p.days(2);
    const v = await p.person('applicant');
    await track(v, s.filed);
    await v.page.locator('main a[href$="/act/documents"]').first().click();
    await v.page.waitForURL(/act\/documents/);
    await v.look(await v.page.reload());
    await v.arrive(() => v.page.locator('main form button.btn').first().click());
    assert.ok((await v.errors()).length > 0, 'nothing was added');
    await v.page.locator('input[type=file]').setInputFiles([upload('پروانه.png', PNG)]);
    await v.fill({ added_note: 'تصویر پروانه پیوست است.' });
    await v.arrive(() => v.page.locator('main form button.btn').first().click());
    assert.match(v.page.url(), /\/track\/\d+\?done=/);
    await v.hasNot('از شما خواسته‌ایم');
    await v.has('پروانه.png');
  }],

  ['the manager finds it in the in-tray and refers it: correspondence and inspection', async (p, s) => {
    const v = await p.official('mgr');
    await v.go('/tray');
    await v.has('تأخیر سه‌ماهه در مجوز ساخت');
    await v.follow('تأخیر سه‌ماهه در مجوز ساخت', { within: 'main' });
    await v.has('پروندهٔ من از سه ماه پیش');
    const errors = await work(v, s.filed.code, 'دستور ارجاع', {}, { path: 'both' }, { expectErrors: true });
    assert.ok(errors.some((e) => e.includes('کارشناس')), errors.join());
    await work(v, s.filed.code, 'دستور ارجاع', { assignee: 'exp1', order_text: 'نظر آموزش و پرورش گرفته و از ادارهٔ راه بازرسی شود.', margin_note: 'دو ماه پیش هم نامه داده بود.' }, { path: 'both' });
  }],

  ['OFF-DLN-04 the citizen sees the due date of class D and the sentence that explains it', async (p, s) => {
    const v = await p.person('applicant');
    await track(v, s.filed);
    await v.go('/track/' + s.filed.code);
    await v.has('پاسخ تا');
    await v.page.locator('main summary', { hasText: 'چرا این تاریخ؟' }).click();
    await v.has('۱۰ آبان ۱۴۰۴');
    await v.has('۳۵ روز');
    const why = await v.page.locator('main details p').first().innerText();
    assert.match(why, /۵ مهر/);
    s.why = why;
  }],

  ['the expert examines: allegations, the need of an opinion and of an inspection', async (p, s) => {
    const v = await p.official('exp1');
    await openCase(v, s.filed.code);
    await v.has('دو ماه پیش هم نامه داده بود');
    const errors = await work(v, s.filed.code, 'بررسی موضوع', { 'allegations[0].text': '' }, null, { expectErrors: true });
    assert.ok(errors.length > 0);
    await work(v, s.filed.code, 'بررسی موضوع', {
      'allegations[0].text': ALLEGATION, 'allegations[0].articles': 'مادهٔ ۱۰۰ قانون شهرداری', 'allegations[0].evidence': 'نامهٔ شمارهٔ ۱۲',
      'allegations[1].text': 'به نامه‌ها پاسخ داده نمی‌شود.', 'allegations[1].articles': 'مادهٔ ۲۵ قانون مدیریت خدمات کشوری',
      needs_opinion: true, needs_inspection: true, needs_reason: 'موضوع تخصصی است و باید از نزدیک دیده شود.',
    });
  }],

  ['the expert asks for an opinion and the manager signs the letter', async (p, s) => {
    const v = await p.official('exp1');
    await work(v, s.filed.code, 'تهیهٔ نامهٔ کسب نظر', {
      opinion_addressee_kind: 'agency', opinion_unit: 'education', opinion_facts: 'دربارهٔ کاربری زمین اختلاف است و سند تازه‌ای ارائه شده.',
      'opinion_questions[0].question': 'کاربری این زمین چیست؟', opinion_question: 'کاربری زمین',
    });
    const m = await p.official('mgr');
    await work(m, s.filed.code, 'امضای نامه', { opinion_margin: 'پیگیری شود.' });
  }],

  ['OFF-CMP-13 while opinions are gathered one more unit is asked; a form that is refused comes back as it was', async (p, s) => {
    const e = await p.official('exp1');
    await openCase(e, s.filed.code);
    await e.follow('یک واحد دیگر هم نظر بدهد', { within: 'main' });
    await e.has('مهلت پاسخ به شاکی جابه‌جا نمی‌شود');
    await e.fill({ reason: 'لولهٔ آب از این زمین می‌گذرد.' });
    await e.arrive(() => e.page.locator('main form button.btn').first().click());
    assert.ok((await e.errors()).length > 0, 'no unit was named');
    assert.equal(await e.page.locator('main textarea[name=reason]').inputValue(), 'لولهٔ آب از این زمین می‌گذرد.');
    await e.fill({ unit: 'water' });
    await e.arrive(() => e.page.locator('main form button.btn').first().click());
    await e.has('افزوده شد');
    await e.has('از واحدی دیگر هم نظر خواسته شد');
    await e.has('نظر این واحد هم خواسته شد: لولهٔ آب از این زمین می‌گذرد.');
    await work(e, s.filed.code, 'تهیهٔ نامهٔ کسب نظر', {
      opinion_addressee_kind: 'agency', opinion_facts: 'لولهٔ آب از این زمین می‌گذرد و حریم آن روشن نیست.',
      'opinion_questions[0].question': 'حریم این لوله چند متر است؟', opinion_question: 'حریم لولهٔ آب',
    });
    const m = await p.official('mgr');
    await work(m, s.filed.code, 'امضای نامه', {});
    const u = await p.official('water-desk');
    await openCase(u, s.filed.code);
    await work(u, s.filed.code, (await tasks(u))[0].replace(/[۰-۹].*$/s, '').trim(), {
      opinion_text: 'حریم این لوله از هر سو سه متر است و رعایت شده.', opinion_legal_ground: 'آیین‌نامهٔ حریم',
      opinion_signer: 'مدیر بهره‌برداری', opinion_reply_number: '۱۲', opinion_reply_date: jalali(p.site.now()),
    });
    await work(e, s.filed.code, 'پاسخ امضا شده', { reply_signed: true, reply_reasoned: true, reply_to_point: true }, { opinion_sufficient: 'yes' });
  }],

  ['OFF-CMP-13 the consulted agency finds the letter in its in-tray and answers', async (p, s) => {
    const v = await p.official('education-desk');
    await v.go('/tray');
    await openCase(v, s.filed.code);
    const title = (await tasks(v))[0];
    assert.ok(title, 'nothing to do for the agency');
    await work(v, s.filed.code, title.replace(/[۰-۹].*$/s, '').trim(), {
      opinion_text: 'این زمین کاربری آموزشی ندارد و مانعی برای صدور مجوز نیست.', opinion_legal_ground: 'مادهٔ ۵ آیین‌نامه',
      opinion_signer: 'معاون برنامه‌ریزی', opinion_reply_number: '۷۸۹', opinion_reply_date: jalali(p.site.now()),
    });
    const e = await p.official('exp1');
    await work(e, s.filed.code, 'پاسخ امضا شده', { reply_signed: true, reply_reasoned: true, reply_to_point: true }, { opinion_sufficient: 'yes' });
  }],

  ['the manager orders an inspection; the inspector declares no conflict of interest', async (p, s) => {
    const m = await p.official('mgr');
    const day = (n) => jalali(p.site.now() + n * 86400000);
    const past = await work(m, s.filed.code, 'حکم بازرسی', { inspection_subject: 'روند صدور مجوز', inspected_kind: 'agency', inspected_unit: 'roads', place: 'سمنان، ادارهٔ راه',
      inspection_types: ['administrative'], inspector: 'ins1', inspection_start: day(0), inspection_end: '1404/12/31' }, null, { expectErrors: true });
    assert.ok(past.some((e) => /چنین روزی|تقویم/.test(e)), `an impossible date: ${past.join()}`);
    await work(m, s.filed.code, 'حکم بازرسی', { inspection_subject: 'روند صدور مجوز', inspected_kind: 'agency', inspected_unit: 'roads', place: 'سمنان، ادارهٔ راه',
      inspection_types: ['administrative'], inspector: 'ins1', inspection_start: day(0), inspection_end: day(6) });
    const i = await p.official('ins1');
    await work(i, s.filed.code, 'اعلام تعارض منافع', {}, { interest: 'none' });
    await work(i, s.filed.code, 'آمادگی', { 'checklist[0].item': 'تاریخ ورود پرونده‌ها', 'checklist[0].norm': 'آیین‌نامهٔ بایگانی', 'checklist[1].item': 'نوبت رسیدگی', records: 'دفتر ورود' });
  }],

  ['OFF-CMP-20 the inspector visits, the unit comments, the report is made and approved', async (p, s) => {
    await p.days(1);
    const i = await p.official('ins1');
    await work(i, s.filed.code, 'بازرسی در محل', {
      visit_date: jalali(p.site.now()), visit_from: '09:00', visit_to: '11:30', 'checklist[0].result': 'no', 'checklist[0].note': 'ثبت نشده', 'checklist[1].result': 'yes',
      'interviews[0].person': 'رئیس دبیرخانه', 'interviews[0].said': 'دفتر ورود از سال پیش نگه داشته نمی‌شود.',
      minutes_text: 'پرونده‌ها دیده شد؛ تاریخ ورود در ده پرونده ثبت نشده است.', present_for_unit: 'رئیس دبیرخانه', photos: [upload('دفتر.png', PNG)],
    });
    const u = await p.official('roads-desk');
    await u.go('/tray');
    await work(u, s.filed.code, 'نظر واحد', { unit_comment: 'از این پس ثبت می‌شود.' });
    await work(i, s.filed.code, 'گزارش بازرسی', {
      report_summary: 'در ده پرونده تاریخ ورود ثبت نشده بود.', report_scope: 'پرونده‌های سه ماه گذشته', report_method: 'دیدن پرونده و گفت‌وگو',
      'inspection_findings[0].text': 'تاریخ ورود پرونده‌ها ثبت نمی‌شود.', 'inspection_findings[0].norm': 'آیین‌نامهٔ بایگانی، مادهٔ ۴', 'inspection_findings[0].severity': '2',
      'inspection_findings[0].evidence': 'دفتر ورود پرونده', recommendations: 'دفتر ورود نگه داشته شود.',
    });
    const m = await p.official('mgr');
    await work(m, s.filed.code, 'بازبینی گزارش', {}, { inspection_review: 'approved' });
  }],

  ['the expert finds and drafts the answer', async (p, s) => {
    const v = await p.official('exp1');
    await work(v, s.filed.code, 'یافته برای هر مورد', {
      'findings[0].finding': 'true', 'findings[0].finding_reason': 'دفتر ورود نشان می‌دهد.', 'findings[1].finding': 'false', 'findings[1].finding_reason': 'نامه‌ها پاسخ دارد.',
    }, { further_need: 'complete' });
    const draft = {
      'answers[0].answer': 'بررسی شد؛ تأخیر سه‌ماهه درست است و علت آن ثبت نشدن تاریخ ورود بوده است.', 'answers[0].legal_ground': 'مادهٔ ۱۰۰ قانون شهرداری', 'answers[0].done': 'به اداره دستور داده شد.',
      'answers[1].answer': 'به نامه‌های شما در تاریخ‌های پیوست پاسخ داده شده است.', 'answers[1].legal_ground': 'مادهٔ ۲۵ قانون مدیریت خدمات کشوری', 'answers[1].done': 'رونوشت پاسخ‌ها پیوست شد.',
      next_step: 'مجوز تا یک هفته صادر می‌شود.', contact_name: 'کارشناس پاسخ‌گو', contact_phone: '۰۲۳۳۳۳۳۴۴۵۵', remedy_by: 'agency', remedy_unit: 'roads', remedy_action: 'صدور مجوز ساخت',
      remedy_due: jalali(p.site.now() + 20 * 86400000),
    };
    s.draft = draft;
    const errors = await work(v, s.filed.code, 'پیش‌نویس پاسخ', { ...draft, next_step: '' }, null, { expectErrors: true });
    assert.ok(errors.length > 0);
    await work(v, s.filed.code, 'پیش‌نویس پاسخ', draft);
  }],

  ['OFF-CMP-22 the manager’s checklist: an answer that is not complete goes back, a complete one goes on', async (p, s) => {
    const m = await p.official('mgr');
    const errors = await work(m, s.filed.code, 'بازبینی پیش‌نویس', { check_complete: true }, { review: 'approved' }, { expectErrors: true });
    assert.ok(errors.length > 0, 'three questions of the checklist are open');
    await work(m, s.filed.code, 'بازبینی پیش‌نویس', { review_note: 'گام بعدی روشن‌تر نوشته شود.' }, { review: 'returned' });
    const v = await p.official('exp1');
    await v.go('/tray');
    await openCase(v, s.filed.code);
    await v.holds('گام بعدی روشن‌تر نوشته شود.');
    await work(v, s.filed.code, 'پیش‌نویس پاسخ', { ...s.draft, next_step: 'مجوز تا یک هفته صادر و به نشانی شما فرستاده می‌شود.' });
    await work(m, s.filed.code, 'بازبینی پیش‌نویس', { check_complete: true, check_reasoned: true, check_lawful: true, check_no_second_visit: true }, { review: 'approved' });
  }],

  ['OFF-REC-07 the governor signs what is upheld against an agency, after being asked once more', async (p, s) => {
    const v = await p.official('governor');
    await v.go('/tray');
    await openCase(v, s.filed.code);
    await v.has('مجوز تا یک هفته صادر و به نشانی شما');
    await work(v, s.filed.code, 'امضای پاسخ', {}, { signature: 'sign' });
    await openCase(v, s.filed.code);
    await v.has('پاسخ');
  }],

  ['OFF-CMP-10 the citizen reads the signed, reasoned answer and prints it', async (p, s) => {
    const v = await p.person('applicant');
    await track(v, s.filed);
    await v.go('/track/' + s.filed.code);
    const letters = await v.page.locator('main ul.files a[href*="/letters/"]').allInnerTexts();
    assert.ok(letters.some((t) => t.includes('پاسخ')), letters.join());
    await v.arrive(() => v.page.locator('main ul.files a[href*="/letters/"]', { hasText: 'پاسخ' }).first().click());
    await v.has('تأخیر سه‌ماهه درست است');
    await v.has('مادهٔ ۱۰۰ قانون شهرداری');
    await v.has('مجوز تا یک هفته صادر و به نشانی شما');
    await v.has('استاندار');
    const pdf = await v.fetch(await v.link(/PDF/, 'main').getAttribute('href'));
    assert.equal(pdf.status, 200);
    const text = readPdf(pdf.body);
    assert.ok(text.length > 300, 'the PDF has no text');
  }],

  ['the agency restores the right and shows it', async (p, s) => {
    await p.days(3);
    const u = await p.official('roads-desk');
    const none = await work(u, s.filed.code, 'احقاق حق', { remedy_report: 'مجوز صادر و تحویل شد.', remedy_done_on: jalali(p.site.now()) }, null, { expectErrors: true });
    assert.ok(none.length > 0, 'a remedy without its proof');
    await work(u, s.filed.code, 'احقاق حق', { remedy_report: 'مجوز صادر و تحویل شد.', remedy_done_on: jalali(p.site.now()), remedy_proof: [upload('مجوز.png', PNG)] });
  }],

  ['OFF-ACC-10 the citizen objects once, with words; a second time is not offered', async (p, s) => {
    const v = await p.person('applicant');
    await track(v, s.filed);
    await v.arrive(() => v.page.locator('main a[href$="/act/objection"]').first().click());
    await v.arrive(() => v.page.locator('main form button.btn').first().click());
    assert.ok((await v.errors()).length > 0);
    await v.fill({ grounds: 'به نامهٔ من که پیوست بود نگاه نکرده‌اید.', objection_fact: 'نامهٔ تازه' });
    await v.arrive(() => v.page.locator('main form button.btn').first().click());
    await track(v, s.filed);
    assert.equal(await v.page.locator('main a[href$="/act/objection"]').count(), 0);
    const m = await p.official('mgr');
    await work(m, s.filed.code, 'بررسی اعتراض', { objection_reason: 'نامهٔ پیوست دیده شده و پاسخ آن در بند دوم آمده است.' }, { objection_decision: 'explain' });
  }],

  ['weeks later the case is closed and the citizen is asked what it was like', async (p, s) => {
    const v = await p.person('applicant');
    await p.days(16, async () => {
      await track(v, s.filed);
      return (await v.page.locator('main a[href$="/survey"]').count()) > 0;
    });
    await v.go('/track/' + s.filed.code);
    await v.arrive(() => v.page.locator('main a[href$="/survey"]').first().click());
    await v.arrive(() => v.page.locator('main form button.btn').first().click());
    const names = await v.page.locator('main form [name]:not([type=hidden])').evaluateAll((l) => [...new Set(l.map((x) => x.name))]);
    for (const name of names) {
      const radio = v.page.locator(`main [name="${name}"][type=radio]`);
      if ((await radio.count()) > 0) await radio.nth((await radio.count()) - 1).check();
      else if ((await v.page.locator(`main textarea[name="${name}"]`).count()) > 0) await v.fillOne(name, 'پاسخ روشن بود.');
    }
    await v.arrive(() => v.page.locator('main form button.btn').first().click());
    await v.has(/سپاس|ثبت شد/);
    assert.equal(await v.page.locator('main a[href$="/survey"]').count(), 0);
    const m = await p.official('mgr');
    assert.equal(await hasTask(m, s.filed.code, /./), false, 'a closed case has no task');
  }],

  ['the ledger of all of it is whole', async (p) => {
    assert.match(p.site.run('verify'), / 0 wrong/);
  }],
];

module.exports = { cases, ALLEGATION };
