/*
 * visitor.js - one person at one browser: goes to pages, fills in forms by the names of their fields, presses
 * buttons by their words. Every page that comes is looked at (checks.js) the first time it is seen in its shape.
 *
 * Without JavaScript scripts are switched off in the page itself, and on only while axe-core runs.
 */
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const checks = require('./checks.js');

const DIGITS = '۰۱۲۳۴۵۶۷۸۹';
const fa = (x) => String(x).replace(/[0-9]/g, (d) => DIGITS[d]);
const ascii = (x) => String(x).replace(/[۰-۹]/g, (d) => DIGITS.indexOf(d));

/* Bytes of a file as it is, not as it is sent. */
function bytesOf(href) {
  return new Promise((resolve, reject) => {
    http.get(href, (r) => {
      let n = 0;
      r.on('data', (d) => { n += d.length; });
      r.on('end', () => resolve(n));
    }).on('error', reject);
  });
}

class Visitor {
  /* `run`: { site, js, width, shots, seen: Map, complain } shared by all visitors of a mode */
  constructor(run, context, name) {
    Object.assign(this, { run, context, name, base: run.site.address });
  }

  static async open(run, browser, name, options = {}) {
    const context = await browser.newContext({
      viewport: { width: run.width, height: checks.HEIGHTS[run.width] }, locale: 'fa-IR', ...options,
    });
    const v = new Visitor(run, context, name);
    await v.newPage();
    return v;
  }

  async newPage() {
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(20000);
    this.page.on('console', (m) => {
      if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) this.run.complain(this.where(), `console: ${m.text()}`);
    });
    this.page.on('pageerror', (e) => this.run.complain(this.where(), `script: ${e.message}`));
    this.page.on('dialog', (d) => d.accept());
    this.cdp = await this.context.newCDPSession(this.page);
    await this.scripts(this.run.js);
    return this.page;
  }

  async close() {
    await this.context.close();
  }

  async scripts(on) {
    await this.cdp.send('Emulation.setScriptExecutionDisabled', { value: !on });
  }

  where() {
    return this.page.url().replace(this.base, '');
  }

  /* ---- moving ---- */

  async go(to, { status = 200, look = true } = {}) {
    const answer = await this.page.goto(to.startsWith('http') ? to : this.base + to);
    if (status) assert.equal(answer.status(), status, `${to} answers ${answer.status()}`);
    if (look) await this.look(answer);
    return answer;
  }

  async arrive(act, { look = true } = {}) {
    const [answer] = await Promise.all([this.page.waitForNavigation({ waitUntil: 'load' }), act()]);
    if (look) await this.look(answer);
    return answer;
  }

  async back() {
    return this.arrive(() => this.page.goBack(), { look: false });
  }

  button(words, within = 'main') {
    return this.page.locator(within).getByRole('button', { name: words, exact: typeof words === 'string' }).first();
  }

  async press(words, options = {}) {
    return this.arrive(() => this.button(words, options.within).click(), options);
  }

  link(words, within = 'body') {
    return this.page.locator(within).getByRole('link', { name: words, exact: typeof words === 'string' }).first();
  }

  async follow(words, options = {}) {
    return this.arrive(() => this.link(words, options.within).click(), options);
  }

  /* Bytes of an address, with this visitor's cookies. */
  async fetch(to) {
    const r = await this.context.request.get(to.startsWith('http') ? to : this.base + to, { maxRedirects: 0 });
    return { status: r.status(), type: r.headers()['content-type'] || '', body: await r.body() };
  }

  /* ---- reading ---- */

  async text(selector = 'main') {
    return (await this.page.locator(selector).first().innerText()).replace(/[ \t\u00a0]+/g, ' ').replace(/\u06c0/g, 'ه\u0654');
  }

  async h1() {
    return (await this.page.locator('h1').first().innerText()).trim();
  }

  async has(words, selector = 'main') {
    const text = await this.text(selector);
    assert.ok(words instanceof RegExp ? words.test(text) : text.includes(words),
      `${this.where()} does not say ${words}; it says: ${text.slice(0, 1200)}`);
  }

  /* Also what is folded away. */
  async holds(words, selector = 'main') {
    const text = (await this.page.locator(selector).first().textContent()).replace(/\u06c0/g, 'ه\u0654');
    assert.ok(text.includes(words), `${this.where()} does not hold ${words}`);
  }

  async hasNot(words, selector = 'main') {
    const text = await this.text(selector);
    assert.ok(!(words instanceof RegExp ? words.test(text) : text.includes(words)), `${this.where()} says ${words}`);
  }

  /* The error beside a field, "" when there is none. */
  async error(name) {
    const e = this.page.locator(`[id="${name}-error"]`);
    return (await e.count()) > 0 ? (await e.first().innerText()).replace('خطا:', '').trim() : '';
  }

  async errors() {
    return this.page.locator('.errors li').allInnerTexts();
  }

  async value(name) {
    const c = this.page.locator(`main [name="${name}"]`);
    const type = await c.first().getAttribute('type');
    if (type === 'radio' || type === 'checkbox') {
      const on = this.page.locator(`main [name="${name}"]:checked`);
      return (await on.count()) > 0 ? on.first().getAttribute('value') : '';
    }
    return c.first().inputValue();
  }

  async exists(name) {
    return (await this.page.locator(`main [name="${name}"]:not([type=hidden])`).count()) > 0;
  }

  /* ---- filling in ---- */

  async fillOne(name, value) {
    const scope = this.scope ? `${this.scope} ` : 'main ';
    if ((await this.page.locator(`${scope}[name="${name}-day"]`).count()) > 0) {
      const [y, m, d] = String(value).split('/');
      await this.page.fill(`${scope}[name="${name}-year"]`, y || '');
      await this.page.fill(`${scope}[name="${name}-month"]`, m || '');
      await this.page.fill(`${scope}[name="${name}-day"]`, d || '');
      return;
    }
    const all = this.page.locator(`${scope}[name="${name}"]:not([type=hidden]):not(button)`);
    if ((await all.count()) === 0) throw new Error(`${this.where()} has no field ${name}`);
    const tag = await all.first().evaluate((x) => (x.tagName === 'INPUT' ? x.type : x.tagName.toLowerCase()));
    if (tag === 'radio') {
      await this.page.locator(`${scope}[name="${name}"][value="${value}"]`).check();
    } else if (tag === 'checkbox' && (value === true || value === false)) {
      await all.first().setChecked(value);
    } else if (tag === 'checkbox' || tag === 'file') {
      const file = this.page.locator(`${scope}input[type=file][name="${name}"]`);
      if ((await file.count()) > 0) await file.setInputFiles(value);
      else for (const one of [].concat(value)) await this.page.locator(`${scope}[name="${name}"][value="${one}"]`).check();
    } else if (tag === 'select') {
      await all.first().selectOption(value);
    } else {
      await all.first().fill(String(value));
    }
  }

  async fill(values) {
    for (const [name, value] of Object.entries(values)) await this.fillOne(name, value);
  }

  /* Those of the values whose fields are here now; returns their names. */
  async fillShown(values, scope = 'main') {
    const done = [];
    const names = await this.page.locator(scope).locator('[name]:not([type=hidden]):not(button)').evaluateAll((l) => l.map((x) => x.name));
    const here = new Set(names.map((n) => n.replace(/-(day|month|year)$/, '')));
    this.scope = scope;
    for (const [name, value] of Object.entries(values)) {
      if (!here.has(name)) continue;
      await this.fillOne(name, value);
      done.push(name);
    }
    this.scope = null;
    return done;
  }

  /* ---- looking at a page ---- */

  /* Pages of one shape are looked at once in each mode, and judged by axe-core at each width in one of them: same address without its numbers, same heading, errors or none. */
  async shape() {
    const h1 = await this.page.locator('h1').first().innerText().catch(() => '');
    const where = new URL(this.page.url()).pathname.replace(/[0-9]{3,}[^/]*/g, 'N').replace(/\/[0-9a-f]{32,}/g, '/H');
    const parts = await this.page.evaluate(() => ['.errors', '.notice', '.timeline', '.tray', 'details', '.panel', 'form', 'fieldset',
      'table', '.files', '.chip.late', '.chip.paused', '.margin', '.versus'].map((s) => (document.querySelector(`main ${s}`) ? 1 : 0)).join(''));
    const title = await this.page.locator('main section.task h2').allInnerTexts();
    return `${where} | ${h1} | ${parts} | ${title.join(' ')}`.replace(/[۰-۹]+/g, '#');
  }

  async look(answer) {
    if (this.run.quick || !answer || !/html/.test(answer.headers()['content-type'] || 'text/html')) return;
    const shape = await this.shape();
    if (this.run.seen.has(shape)) return;
    this.run.seen.set(shape, this.where());
    const at = Date.now();
    const wrong = new Set();
    await this.weigh(answer, wrong);
    if (!this.run.js) await this.scripts(true);
    await this.page.evaluate(() => document.querySelectorAll('main details').forEach((d) => { d.dataset.was = d.open; d.open = true; }));
    for (const w of await this.page.evaluate(checks.look)) wrong.add(w);
    const widths = [this.run.width, ...checks.WIDTHS.filter((w) => w !== this.run.width)];
    for (const width of widths) {
      await this.page.setViewportSize({ width, height: checks.HEIGHTS[width] });
      for (const w of await this.page.evaluate(checks.overflow)) wrong.add(`at ${width}: ${w}`);
      if (!this.run.axed.has(`${shape} ${width}`)) {
        this.run.axed.add(`${shape} ${width}`);
        const axeAt = Date.now();
        for (const w of await checks.axe(this.page)) wrong.add(w);
        this.run.axeMs += Date.now() - axeAt;
      }
      if (this.run.shots) await this.shot(width);
    }
    await this.page.evaluate(() => document.querySelectorAll('main details').forEach((d) => { d.open = d.dataset.was === 'true'; }));
    await this.page.setViewportSize({ width: this.run.width, height: checks.HEIGHTS[this.run.width] });
    if (!this.run.js) await this.scripts(false);
    this.run.lookMs += Date.now() - at;
    for (const w of wrong) this.run.complain(this.where(), w);
  }

  /* HTML and the stylesheets that a screen needs, together and uncompressed. Pictures do not count, drawn ones
   * (svg role=img) neither. */
  async weigh(answer, wrong) {
    const drawn = await this.page.locator('svg[role=img]').evaluateAll((l) => l.reduce((n, x) => n + new Blob([x.outerHTML]).size, 0));
    const html = (await answer.body().catch(() => Buffer.alloc(0))).length - drawn;
    let total = html;
    for (const href of await this.page.locator('link[rel=stylesheet]:not([media=print])').evaluateAll((l) => l.map((x) => x.href))) {
      if (!this.run.sheets.has(href)) this.run.sheets.set(href, await bytesOf(href));
      total += this.run.sheets.get(href);
    }
    if (total > checks.BYTES_MAX) wrong.add(`${total} bytes of HTML and CSS (HTML is ${html}): more than ${checks.BYTES_MAX}`);
    this.run.heaviest = Math.max(this.run.heaviest, total);
  }

  async shot(width) {
    this.run.shotNumber = (this.run.shotNumber || 0) + 1;
    const name = `${String(Math.ceil(this.run.shotNumber / 2)).padStart(3, '0')}-${this.where().split('?')[0].replace(/[^a-z0-9]+/gi, '_').slice(0, 50)}-${width}.png`;
    fs.mkdirSync(this.run.shots, { recursive: true });
    await this.page.screenshot({ path: path.join(this.run.shots, name), fullPage: true });
  }
}

module.exports = { Visitor, fa, ascii };
