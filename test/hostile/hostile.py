"""Hostile inputs for `samad process check`, `simulate`, `decide` and `feel`, each in a child with limits.

A case passes when the program ends by itself within the time, stays within the memory, does not die of a signal, and
says no: exit 1 and a message, or for `feel` the JSON null. Memory is the peak of resident pages (ru_maxrss) less that
of `samad --help`, so that libraries do not count.

Not here: the parsers' own unit tests (test/unit/*/hostile.c), fuzzing (test/fuzz).
"""
import os
import resource
import subprocess
import sys
import tempfile
import time

SAMAD, MEASURE = sys.argv[1], sys.argv[2] == "yes"
CPU = int(os.environ.get("HOSTILE_CPU", "3"))
MIB = int(os.environ.get("HOSTILE_MIB", "64"))
BPMN = "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' id='d' targetNamespace='t'>"
ZEEBE = BPMN.replace(" id=", " xmlns:zeebe='http://camunda.org/schema/zeebe/1.0' id=")
DMN = "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' name='d' namespace='t'>"
BOMB = ("<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" +
        "".join("<!ENTITY %s '%s'>" % (chr(98 + i), ("&%s;" % chr(97 + i)) * 10) for i in range(20)) + "]>")
FIFTY = 50 << 20


def process(body):
    return BPMN + "<process id='p' isExecutable='true'>" + body + "</process></definitions>"


def decision(body):
    return DMN + "<decision id='x' name='x'>" + body + "</decision></definitions>"


def nested(begin, end, n, inside=""):
    return begin * n + inside + end * n


def package(form=None, dmn=None, bpmn=None, meta=None):
    files = {
        "process.json": meta or '{"key":"x","title":"x","noun":"x","family":"x","kind":"part","owner":"x","roles":{}}',
        "process.bpmn": bpmn or process("<startEvent id='s'/><endEvent id='e'/><sequenceFlow id='f' sourceRef='s' "
                                        "targetRef='e'/>"),
        "texts/fa.po": 'msgid ""\nmsgstr ""\n"Language: fa\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n',
    }
    if form is not None:
        files["forms/f.json"] = form
    if dmn is not None:
        files["decisions/d.dmn"] = dmn
    return files


SCRIPT = "<startEvent id='s'/><scriptTask id='t'><extensionElements><zeebe:script expression='= %s' " \
         "resultVariable='x'/></extensionElements></scriptTask><endEvent id='e'/><sequenceFlow id='f' " \
         "sourceRef='s' targetRef='t'/><sequenceFlow id='g' sourceRef='t' targetRef='e'/>"
FOREVER = "count(for i in 1..100000000, j in 1..100000000 return i * j)"
MUTUAL = BPMN + "".join("<process id='%s' isExecutable='true'><startEvent id='s%s'/><callActivity id='c%s' "
                        "calledElement='%s'/><sequenceFlow id='f%s' sourceRef='s%s' targetRef='c%s'/></process>"
                        % (a, a, a, b, a, a, a) for a, b in (("p", "q"), ("q", "p"))) + "</definitions>"
CYCLE = DMN + "".join("<decision id='%s' name='%s'><informationRequirement><requiredDecision href='#%s'/>"
                      "</informationRequirement><literalExpression><text>%s</text></literalExpression></decision>"
                      % (a, a, b, b) for a, b in (("x", "y"), ("y", "x"))) + "</definitions>"
BKM = DMN + "<businessKnowledgeModel id='f' name='f'><encapsulatedLogic><formalParameter name='n'/>" \
            "<literalExpression><text>f(n) + f(n)</text></literalExpression></encapsulatedLogic>" \
            "<knowledgeRequirement><requiredKnowledge href='#f'/></knowledgeRequirement></businessKnowledgeModel>" \
            "<decision id='x' name='x'><knowledgeRequirement><requiredKnowledge href='#f'/></knowledgeRequirement>" \
            "<literalExpression><text>f(1)</text></literalExpression></decision></definitions>"


def groups():
    return '{"type":"default","id":"f","components":[' + \
        nested('{"type":"group","id":"g","components":[', "]}", 100000) + "]}"


# (name, how, what): check, simulate: text of a file; package: files; decide: a model; feel: an expression, context.
# "!": an incident is a no too; "+": any answer within the limits. `what` is made in a process of its own: this one stays
# small, because the kernel counts the peak of a process from before it became the program.
CASES = [
    ("bpmn entity bomb", "check", lambda: BOMB + BPMN + "&k;</definitions>"),
    ("bpmn external entity", "check", lambda: "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + BPMN + "&x;</definitions>"),
    ("bpmn 100,000 deep", "check", lambda: process(nested("<subProcess>", "</subProcess>", 100000))),
    ("bpmn 50 MB of text", "check", lambda: process("<documentation>" + "x" * FIFTY + "</documentation>")),
    ("bpmn 1,000,000 elements", "check", lambda: process("<task/>" * 600000)),
    ("bpmn deep FEEL", "check", lambda: ZEEBE + process(SCRIPT % nested("(", ")", 100000, "1"))[len(BPMN):]),
    ("bpmn 50 MB in a package", "package", lambda: package(bpmn=process("<documentation>" + "x" * FIFTY + "</documentation>"))),
    ("simulate entity bomb", "simulate", lambda: BOMB + process("")),
    ("simulate cyclic calls", "simulate", lambda: process(
        "<startEvent id='s'/><callActivity id='c' calledElement='p'/><sequenceFlow id='f' sourceRef='s' targetRef='c'/>")),
    ("simulate mutual calls", "simulate", lambda: MUTUAL),
    ("simulate endless FEEL", "simulate!", lambda: ZEEBE + process(SCRIPT % FOREVER)[len(BPMN):]),
    ("simulate endless loop", "simulate!", lambda: process(
        "<startEvent id='s'/><exclusiveGateway id='a'/><task id='t'/><sequenceFlow id='f' sourceRef='s' targetRef='a'/>"
        "<sequenceFlow id='g' sourceRef='a' targetRef='t'/><sequenceFlow id='h' sourceRef='t' targetRef='a'/>")),
    ("simulate 1,000,000,000 instances", "simulate!", lambda: process(
        "<startEvent id='s'/><task id='t'><multiInstanceLoopCharacteristics><loopCardinality>1000000000"
        "</loopCardinality></multiInstanceLoopCharacteristics></task><sequenceFlow id='f' sourceRef='s' targetRef='t'/>")),
    ("dmn entity bomb", "decide", lambda: BOMB + decision("<literalExpression><text>&k;</text></literalExpression>")),
    ("dmn 100,000 deep", "decide", lambda: decision(nested("<context><contextEntry>", "</contextEntry></context>", 100000))),
    ("dmn 50 MB of text", "decide", lambda: decision("<literalExpression><text>" + "x" * FIFTY + "</text></literalExpression>")),
    ("dmn cyclic decisions", "decide", lambda: CYCLE),
    ("dmn endless recursion", "decide", lambda: BKM),
    ("dmn endless FEEL", "decide", lambda: decision("<literalExpression><text>%s</text></literalExpression>" % FOREVER)),
    ("dmn entity bomb in a package", "package", lambda: package(dmn=BOMB + decision("&k;"))),
    ("dmn 100,000 deep in a package", "package", lambda: package(dmn=decision(nested("<list>", "</list>", 100000)))),
    ("feel deep brackets", "feel", lambda: nested("(", ")", 60000, "1")),
    ("feel deep lists", "feel", lambda: nested("[", "]", 60000)),
    ("feel deep minus", "feel", lambda: "0" + "-" * 120000 + "1"),
    ("feel endless for", "feel", lambda: FOREVER),
    ("feel endless some", "feel", lambda: "some i in 1..100000000 satisfies (every j in 1..100000000 satisfies i < 0)"),
    ("feel endless recursion", "feel", lambda: "{f: function(n) f(n + 1), r: f(1)}.r"),
    ("feel giant power", "feel", lambda: "10 ** 6144 ** 6144 ** 6144"),
    ("feel doubling text", "feel", lambda: "count(for i in 1..40 return string join(for j in 1..1000000 return \"xxxxxxxxxx\"))"),
    ("feel regular expression", "feel+", lambda: 'matches("' + "a" * 5000 + '!", "(a+)+(a+)+(a+)+$")'),
    ("feel replace", "feel", lambda: 'string length(replace("' + "a" * 5000 + '", "", "' + "b" * 5000 + '"))'),
    ("feel deep context", "context", lambda: nested("[", "]", 60000)),
    ("form 100,000 deep", "package", lambda: package(form=groups())),
    ("form 50 MB of text", "package", lambda: package(form='{"type":"default","id":"f","components":[{"type":"text","text":"'
                                                   + "x" * FIFTY + '"}]}')),
    ("form 1,000,000 fields", "package", lambda: package(form='{"type":"default","id":"f","components":[' + ",".join(
        ['{"type":"textfield","key":"a%d"}' % i for i in range(250000)]) + "]}")),
    ("form deep FEEL", "package", lambda: package(form='{"type":"default","id":"f","components":[{"type":"textfield","key":"a",'
                                               '"conditional":{"hide":"=' + nested("(", ")", 100000, "true") + '"}}]}')),
    ("process.json 100,000 deep", "package", lambda: package(meta=nested("[", "]", 100000))),
]


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def aside(make):
    """Run it in a process of its own."""
    pid = os.fork()
    if pid == 0:
        make()
        os._exit(0)
    if os.waitpid(pid, 0)[1] != 0:
        raise SystemExit("hostile: a case could not be written")


def write_package(folder, what):
    for name, text in what().items():
        write(os.path.join(folder, "package", name), text)


def command(how, what, folder):
    """Arguments and standard input of the case."""
    if how == "package":
        aside(lambda: write_package(folder, what))
        return ["process", "check", os.path.join(folder, "package")], ""
    if how.startswith("feel"):
        return ["feel", what()], ""
    if how == "context":
        return ["feel", "x", "--context", '{"x":' + what() + "}"], ""
    path = os.path.join(folder, "file.dmn" if how == "decide" else "file.bpmn")
    aside(lambda: write(path, what()))
    if how == "decide":
        return ["decide", path, "--decision", "x"], "{}"
    return ["process"] + (["check", path] if how == "check" else ["simulate", path, "--vars", "{}"]), ""


def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(args, stdin):
    """Exit code, output, errors, CPU seconds, peak memory in MiB."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen([SAMAD] + args, stdin=subprocess.PIPE, stdout=out, stderr=err, preexec_fn=limits)
        try:
            child.stdin.write(stdin.encode())
            child.stdin.close()
        except BrokenPipeError:
            pass
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = status
        out.seek(0)
        err.seek(0)
        code = os.waitstatus_to_exitcode(status)
        return code, out.read(4000).decode(errors="replace"), err.read(2000).decode(errors="replace"), \
            usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def refused(how, code, out, err):
    """A plain no; where a model is run ("!"), an incident is one too."""
    if how.endswith("+") and code == 0:
        return True
    if how in ("feel", "context") and code == 0:
        return out.strip() == "null"
    if how == "decide" and code == 0:
        return out.strip() == "null"
    if how == "simulate!" and code == 0:
        return '"incident"' in out
    return code == 1 and err.strip() != ""


def main():
    passed = failed = 0
    worst_time, worst_memory = 0.0, 0.0
    base = min(run(["--help"], "")[4] for _ in range(3))
    for name, how, what in CASES:
        with tempfile.TemporaryDirectory() as folder:
            args, stdin = command(how, what, folder)
            if any(len(a) > 131000 for a in args):
                raise SystemExit("hostile: %s is longer than a command line may be" % name)
            code, out, err, seconds, memory = run(args, stdin)
        memory -= base
        worst_time, worst_memory = max(worst_time, seconds), max(worst_memory, memory)
        ok = refused(how, code, out, err) and seconds <= CPU and memory <= MIB
        passed, failed = passed + ok, failed + (not ok)
        if MEASURE or not ok:
            said = (err or out).strip().split("\n")[-1][:100]
            print("%s  %-34s %5.2f s %6.1f MiB  exit %d  %s" % ("passed" if ok else "FAILED", name, seconds, memory, code,
                                                             said))
    print("worst: %.2f s, %.1f MiB above the program itself" % (worst_time, worst_memory))
    print("%d passed, %d failed" % (passed, failed))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
