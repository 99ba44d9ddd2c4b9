/* signin.js - signing in and out, lock-out that does not hurt the victim, a session that ends amid work. */
'use strict';
const assert = require('node:assert/strict');
const { nationalId, file } = require('../lib/filing.js');

const HOUR = 3600000;

const cases = [
  ['a wrong password says so without saying which half is wrong', async (p) => {
    const v = await p.person('forgetful');
    await v.go('/sign-in');
    await v.fill({ login: 'exp1', password: 'not-the-password' });
    await v.press('ورود');
    await v.has('نام کاربری یا گذرواژه درست نیست');
    assert.equal(await v.value('login'), 'exp1');
    assert.equal(await v.value('password'), '');
    await v.fill({ login: 'nobody-of-that-name', password: 'not-the-password' });
    await v.press('ورود');
    await v.has('نام کاربری یا گذرواژه درست نیست');
    await v.press('ورود');
    await v.has('نام کاربری یا گذرواژه درست نیست');
  }],

  ['pages of officials are closed to others', async (p) => {
    const v = await p.person('stranger');
    for (const to of ['/tray', '/search', '/cases/123456789', '/admin', '/board', '/registers', '/intake']) {
      await v.go(to, { status: 0, look: false });
      assert.match(v.page.url(), /\/sign-in/, `${to} is open`);
    }
    await v.go('/tray');
    await v.has('ورود کارکنان');
  }],

  ['signing in leads to what was asked for', async (p) => {
    const v = await p.person('exp1');
    await v.go('/search?q=x', { status: 0, look: false });
    await v.fill({ login: 'exp1', password: p.site.password });
    await v.press('ورود');
    assert.match(v.page.url(), /\/search|\/tray/);
    await v.go('/tray');
    assert.match(await v.page.locator('header').textContent(), /کارشناس رسیدگی به شکایات ۱/);
  }],

  ['after some wrong passwords one waits; the device that has signed in before does not', async (p) => {
    const v = await p.person('attacker');
    for (let i = 0; i < 12; i++) {
      await v.go('/sign-in', { look: false });
      if (!(await v.exists('login'))) break;
      await v.fill({ login: 'exp1', password: 'guess-' + i });
      await v.press('ورود', { look: i > 4 });
      if (/چند بار نادرست/.test(await v.text())) break;
    }
    await v.has('چند بار نادرست وارد شد');
    await v.has('دقیقهٔ دیگر');
    const victim = await p.person('exp1');
    await victim.press('خروج', { within: 'header' });
    await victim.go('/sign-in', { look: false });
    await victim.fill({ login: 'exp1', password: p.site.password });
    await victim.press('ورود');
    assert.match(victim.page.url(), /\/tray/);
    await p.later(HOUR);
  }],

  ['a session that ends in the middle of a form: what was written comes back after signing in', async (p, s) => {
    const citizen = await p.person('citizen');
    s.filed = await file(citizen, { national_id: nationalId(11), subject: 'نشستی که به پایان می‌رسد' });
    const v = await p.official('mgr');
    await v.go('/cases/' + s.filed.code);
    const words = 'دستوری که نباید گم شود: تا پایان هفته بررسی شود.';
    await v.fillShown({ path: 'direct', order_text: words }, 'section.task');
    await p.later(11 * HOUR);
    await v.arrive(() => v.page.locator('section.task form button.btn:not(.sr)').first().click());
    await v.has('نشست شما به پایان رسید');
    await v.fill({ login: 'mgr', password: p.site.password });
    await v.press('ورود');
    if (/(\/sign-in)|(\/tasks\/)/.test(new URL(v.page.url()).pathname) && (await v.page.locator('[name=order_text]').count()) === 0)
      await v.press(/ادامه|فرستادن|ارسال|دوباره/);
    const kept = await v.page.locator('[name=order_text]').inputValue();
    assert.equal(kept, words);
    await v.go('/cases/' + s.filed.code, { look: false });
    await v.has('نشستی که به پایان می‌رسد');
  }],

  ['signing out ends it', async (p) => {
    const v = await p.official('mgr');
    await v.press('خروج', { within: 'header' });
    await v.go('/tray', { look: false });
    assert.match(v.page.url(), /\/sign-in/);
  }],
];

module.exports = { apart: true, cases };
