"""What the page says around its content, by the names that the templates use."""

from __future__ import annotations

TABLE = {
    "page.overline": ("What IPC really does on", "进程间通信的真实行为"),
    "page.title": ("what its IPC really does", "进程间通信的真实行为"),
    "page.language": ("Language", "语言"),
    "page.record": ("Against the record: {line}.", "与记录对照：{line}。"),
    "page.seed": ("seed {n}", "随机种子 {n}"),
    "page.rounds_run": ("{n:round|rounds}", "{n} 轮"),
    "page.runs": ("{n:run|runs}", "{n} 次运行"),
    "page.lead": (": {verdicts}.", "：{verdicts}。"),
    "page.sentence": ("{text}.", "{text}。"),
    "page.decided_of": ("{decided} of {total} decided", "{total} 条中已判定 {decided} 条"),
    "page.parts": ("Parts of this report", "本报告的各部分"),
    "page.surprising": ("What is surprising", "出乎意料之处"),
    "page.document": ("The document, annotated", "文档批注"),
    "page.evidence_part": ("The evidence, sentence by sentence", "逐句证据"),
    "page.posix": ("POSIX and extensions", "POSIX 与扩展"),
    "page.measured": ("Measured", "测得的数值"),
    "page.environment": ("Where this ran", "运行环境"),
    "page.reading": ("How to read this", "阅读说明"),
    "page.cases": ("All cases", "全部用例"),
    "page.printed": (
        "Evidence is printed for those claims whose evidence was open.",
        "只打印已经展开的证据。",
    ),
    "page.filter": ("Filter claims", "筛选论断"),
    "page.find": ("Find a claim", "查找论断"),
    "page.shown": ("claims shown", "条论断符合"),
    # The document, annotated.
    "page.annotated_note": (
        "The text is the document's own. Each sentence that makes a claim is marked, and its sign"
        " leads to the evidence: a refuted sentence is a result about the document, not a fault of"
        " this system. What is true instead stands beside it. A sign without a frame marks a line"
        " that makes the same claim again.",
        "正文为文档原文。凡作出论断的语句都有标记，其后的符号链接到证据。" "某句不成立，说的是文档，而不是本系统有错。旁边写明实际情况。" "不带边框的符号表示该行重复同一论断。",
    ),
    "page.lost": ("Not found in the text", "正文中没有找到"),
    "page.truth_refuted": ("Instead", "实际上"),
    "page.truth_depends": ("It depends", "视条件而定"),
    "page.truth_holds": ("True here, not everywhere", "此处成立，但并非处处成立"),
    "page.truth_unmeasured": ("Not decided in this run", "本次运行未判定"),
    "page.advice": ("Advice, not judged", "建议，不作判定"),
    "page.clause": ("Clause:", "依据："),
    "page.to_document": ("in the document", "回到文档"),
    "page.evidence_note": (
        "Why each sentence has its verdict, with every step that shows it.",
        "每一句为何得出这个结论，以及证明它的每一步。",
    ),
    "page.elsewhere": ("Elsewhere, not measured here", "其他系统（此处未测）"),
    "page.posix_title": ("POSIX and extensions, by mechanism", "POSIX 与扩展（按机制）"),
    "page.untested": (
        "{n:untested claim|untested claims}",
        "{n} 条未测试的论断",
    ),
    "page.measured_title": ("Measured limits and behaviours", "测得的限制与行为"),
    "page.measured_note": (
        "What the standards leave open, as found here. A value that differs between rounds is"
        " given as a range.",
        "标准没有规定之处在本系统上的实际情况。各轮数值不同时给出范围。",
    ),
    "page.what": ("what", "项目"),
    "page.value": ("value", "数值"),
    "page.case": ("case", "用例"),
    "page.n_cases": ("{n:case|cases}", "{n} 个用例"),
    "page.more_cases": ("and {n} more", "另有 {n} 个"),
    "page.claims": ("claims", "论断"),
    "page.all": ("all", "全部"),
    "page.decided": ("decided", "已判定"),
    "page.command": ("command", "命令"),
    "page.run": ("run", "运行"),
    "page.jobs": ("{n:job|jobs}", "{n} 个并行任务"),
    "page.timeouts": ("timeouts × {scale}", "时限 × {scale}"),
    "page.shuffled": ("shuffled", "乱序"),
    "page.unlimited": ("unlimited", "无限制"),
    "page.none": ("none", "无"),
    "page.yes": ("yes", "是"),
    "page.no": ("no", "否"),
    "page.back": ("back to the surprises", "回到“出乎意料之处”"),
    "page.onward": ("next surprise", "下一处"),
    "page.counter_example": (
        "(a counter-example: passing, it refutes)",
        "（反例：通过即推翻论断）",
    ),
    "page.condition": ("Condition:", "条件："),
    "page.left": ("Left behind, and removed by the runner:", "遗留物，已由运行器清除："),
    "page.diagram": ("Sequence diagram", "时序图"),
    "page.diagram_label": (
        "Sequence diagram; the transcript after it says the same in words",
        "时序图；其后的过程记录以文字表达同样的内容",
    ),
    "page.transcript": ("Transcript ({n:line|lines}, times in µs)", "过程记录（{n} 行，时间单位 µs）"),
    "page.twin": ("Step by step the same as", "每一步都与此相同："),
    "page.output": ("Output of its processes", "各进程的输出"),
    "page.dropped": (
        "{n:byte|bytes} more were dropped.",
        "另有 {n} 字节未保留。",
    ),
    "page.rounds": ("(median of {n} rounds: {tally})", "（{n} 轮的中位数：{tally}）"),
    "page.unrecorded": (
        "{n:event|events} not recorded",
        "{n} 个事件没有记录",
    ),
    "page.again": ("again:", "重新运行："),
    "page.wanted": ("expected {wanted}", "预期为{wanted}"),
    "page.evidence": ("Evidence: {n:case|cases}", "证据：{n} 个用例"),
    "page.grounds": ("Grounds", "依据"),
    "page.promised": ("Promised by", "依据"),
    "page.method": ("Method", "方法"),
    "page.expected": ("Expected", "预期"),
    "page.on_record": ("On record", "记录"),
    "page.title_line": ("What {product} does", "{product} 的真实行为"),
    "page.failures": ("The failing cases, call by call", "失败的用例，逐个调用"),
    "page.untested_rest": ("{n:claim|claims} untested.", "{n} 条论断未测试。"),
    "page.why": ("why", "原因"),
    "page.verdict": ("verdict", "结论"),
    "page.claim": ("claim", "论断"),
    "page.also_cases": (" and {n:more case|more cases}", "，另有 {n} 个用例"),
    "page.counting": ("How the counts were made: {text}", "计数方法：{text}"),
    "counting": (
        "Decided are the claims that hold, are refuted or depend. Conformance is the share of the"
        " decided POSIX claims that hold. It never stands without the share of the catalogue that"
        " was decided, for a single passing case would make 100 % of it. Untested, unsupported,"
        " observed and inconclusive claims are in neither number.",
        "已判定是指成立、不成立或视条件的论断。符合率是已判定的 POSIX 论断中成立的比例；"
        "它总是与目录的判定比例一同给出，否则只要一个用例通过就是 100 %。"
        "未测试、不支持、仅观测和无定论的论断不计入任何一个数字。",
    ),
    "drawing": (
        "A sequence diagram has a line for each process, and time goes down. A box on a line is a"
        " call; its hatched part is the time in which the system was seen to let the process sleep"
        " in it. A dashed box is a call that never returned. Lines that begin with ✓ or ✕ are what"
        " the judge expected, and whether it came true; an arrow is a fork or a signal, and × the"
        " end of a process. Calls that repeat are drawn once, with their number.",
        "时序图中每个进程一条线，时间自上而下。线上的方框是一次调用，"
        "其中的斜线部分是已确认系统让该进程在调用中睡眠的时间；虚线方框是始终没有返回的调用。"
        "以 ✓ 或 ✕ 开头的行是裁判的预期及其是否实现；箭头表示 fork 或信号，× 表示进程结束。"
        "重复的调用只画一次，并注明次数。",
    ),
    "drawn": (
        "The page draws a diagram for every case that did not simply pass and, while there is"
        " room, for the first of each claim: {drawn} of {total}. The others show the same"
        " steps as a transcript; {twins} whose steps equal those of another variant refer to it,"
        " and {cut} long ones are cut in the middle. results.ndjson has every step.",
        "没有单纯通过的用例都画有时序图；篇幅允许时，每条论断的第一个用例也画："
        "{total} 个中的 {drawn} 个。"
        "其余的以过程记录列出同样的步骤；{twins} 个与另一变体步骤完全相同，只给出链接；"
        "{cut} 个过长的从中间截断。全部步骤见 results.ndjson。",
    ),
}
