/*
 * people.js - those who take part: citizens at browsers of their own, officials who sign in; and the clock on
 * the wall.
 */
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { Visitor, ascii } = require('./visitor.js');
const { DAY } = require('./site.js');

class People {
  constructor(run) {
    this.run = run;
    this.site = run.site;
    this.open = new Map();
  }

  get js() {
    return this.run.js;
  }

  /* Somebody at a browser of their own; the same name is the same browser. */
  async person(name) {
    if (!this.open.has(name)) this.open.set(name, await Visitor.open(this.run, this.run.browser, name));
    return this.open.get(name);
  }

  /* An official, signed in and at the in-tray. */
  async official(login) {
    const v = await this.person('official ' + login);
    await v.go('/tray', { look: false });
    if (new URL(v.page.url()).pathname === '/sign-in') {
      await v.fill({ login, password: this.site.password });
      await v.press('ورود');
    }
    assert.equal(new URL(v.page.url()).pathname.split('/')[1] !== 'sign-in', true, `${login} cannot sign in: ${await v.text()}`);
    return v;
  }

  /* Time passes; the server's worker does what is due. `until` says when that is done. */
  async later(ms, until) {
    this.site.setClock(this.site.now() + ms);
    if (until) await this.wait(until, 'what was due');
  }

  async days(n, until) {
    await this.later(n * DAY, until);
  }

  async wait(condition, what) {
    const end = Date.now() + 30000;
    for (;;) {
      if (await condition()) return;
      if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /* Officials stay at their desks until the last suite is over: a browser of one's own and signing in take a second. */
  async leave(all) {
    for (const [name, v] of [...this.open]) {
      if (!all && name.startsWith('official ')) continue;
      await v.close();
      this.open.delete(name);
    }
  }

  /* When a case breaks off: what everybody had on the screen. */
  async shootAll(name) {
    if (!this.run.shots) return;
    const dir = path.join(this.run.shots, 'broken');
    fs.mkdirSync(dir, { recursive: true });
    for (const v of this.open.values())
      await v.page.screenshot({ path: path.join(dir, `${name}-${v.name.replace(/\W+/g, '_')}.png`), fullPage: true }).catch(() => {});
  }
}

module.exports = { People, ascii };
