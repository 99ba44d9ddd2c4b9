"""A browser without a screen, for the campaigns: cookies, forms, files. Only Python's own library."""

import http.client
import html.parser
import urllib.parse
import uuid


class Form:
    def __init__(self, attrs):
        self.action = attrs.get("action") or ""
        self.method = (attrs.get("method") or "get").lower()
        self.multipart = attrs.get("enctype") == "multipart/form-data"
        self.fields = []  # [name, value] that would be sent as the page stands
        self.choices = {}  # name -> values of radio buttons, check boxes, select
        self.files = []
        self.buttons = []  # (name, value)
        self.names = []  # every field, in order


class Forms(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms, self.links, self.form = [], [], None
        self.select = self.textarea = None

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "a" and a.get("href"):
            self.links.append(a["href"])
        if tag == "form":
            self.form = Form(a)
            self.forms.append(self.form)
        f = self.form
        if f is None:
            return
        name = a.get("name")
        if name and name not in f.names:
            f.names.append(name)
        if tag == "input" and name:
            kind = a.get("type", "text")
            if kind in ("radio", "checkbox"):
                f.choices.setdefault(name, []).append(a.get("value", "on"))
                if "checked" in a:
                    f.fields.append([name, a.get("value", "on")])
            elif kind == "file":
                f.files.append(name)
            elif kind in ("submit", "image"):
                f.buttons.append((name, a.get("value", "")))
            else:
                f.fields.append([name, a.get("value") or ""])
        elif tag == "button" and a.get("type", "submit") == "submit":
            f.buttons.append((name, a.get("value") or ""))
        elif tag == "select":
            self.select = name
            f.choices[name] = []
        elif tag == "option" and self.select:
            f.choices[self.select].append(a.get("value") or "")
            if "selected" in a:
                f.fields.append([self.select, a.get("value") or ""])
        elif tag == "textarea" and name:
            self.textarea = [name, ""]
            f.fields.append(self.textarea)

    def handle_data(self, data):
        if self.textarea is not None:
            # A line break right after the tag is not part of the text.
            self.textarea[1] += data[1:] if self.textarea[1] == "" and data.startswith("\n") else data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None


class Lost(Exception):
    """No answer: the server is gone, and whether it did the work is not known."""


class Page:
    def __init__(self, url, status, headers, body):
        self.url, self.status, self.headers, self.body = url, status, headers, body
        self._forms = None

    def parsed(self):
        if self._forms is None:
            self._forms = Forms()
            self._forms.feed(self.body.decode("utf-8", "replace"))
        return self._forms

    def form(self, part=None):
        """The form that posts to an address holding `part`; the first posting one that is not the masthead's."""
        for f in self.parsed().forms:
            if f.method != "post":
                continue
            if (part is not None and part in f.action) or (
                part is None and not any(x in f.action for x in ("/sign-out", "/switch", "/leave"))
            ):
                return f
        return None


class Visitor:
    def __init__(self, host, port, timeout=20):
        self.host, self.port, self.timeout = host, port, timeout
        self.cookies, self.conn = {}, None

    def move(self, port):
        self.port = port
        self.close()

    def close(self):
        if self.conn is not None:
            self.conn.close()
        self.conn = None

    def ask(self, method, path, body=None, kind=None, follow=True):
        headers = {"Host": f"{self.host}:{self.port}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if kind:
            headers["Content-Type"] = kind
        try:
            if self.conn is None:
                self.conn = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
            self.conn.request(method, path, body, headers)
            r = self.conn.getresponse()
            data = r.read()
        except (OSError, http.client.HTTPException) as e:
            self.close()
            raise Lost(str(e)) from e
        for k, v in r.getheaders():
            if k.lower() == "set-cookie":
                name, _, value = v.partition(";")[0].partition("=")
                self.cookies[name.strip()] = value
        if (r.getheader("connection") or "").lower() == "close":
            self.close()
        page = Page(path, r.status, r, data)
        to = r.getheader("location")
        if follow and r.status in (301, 302, 303) and to:
            return self.ask("GET", to)
        return page

    def get(self, path):
        return self.ask("GET", path)

    def send(self, page, form, values, files=(), button=None, follow=True):
        """Send a form: `values` name -> value or list of values, over what stands in it; `files`: (name, filename, bytes)."""
        pairs = [(n, v) for n, v in form.fields if n not in values]
        for n, v in values.items():
            pairs += [(n, x) for x in (v if isinstance(v, list) else [v])]
        if button is not None:
            pairs.append(button)
        path = form.action or page.url
        if not form.multipart:
            body = urllib.parse.urlencode(pairs).encode()
            return self.ask("POST", path, body, "application/x-www-form-urlencoded", follow)
        mark = uuid.uuid4().hex
        out = []
        for n, v in pairs:
            out.append(f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode())
        for n, filename, data in files:
            out.append(
                f'--{mark}\r\nContent-Disposition: form-data; name="{n}"; filename="{filename}"\r\n'
                f"Content-Type: application/octet-stream\r\n\r\n".encode() + data + b"\r\n"
            )
        out.append(f"--{mark}--\r\n".encode())
        return self.ask("POST", path, b"".join(out), f"multipart/form-data; boundary={mark}", follow)
