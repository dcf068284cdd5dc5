"""What the matrix says around its content."""

from __future__ import annotations

TABLE = {
    "matrix.overline": ("What IPC really does on", "进程间通信的真实行为"),
    "matrix.title": ("{n:system|systems}, side by side", "{n} 个系统对照"),
    "matrix.lead": (
        "{differing} of {total:claim|claims} do not come out alike everywhere",
        "{total} 条论断中有 {differing} 条并非处处相同",
    ),
    "matrix.all_alike": (
        "All {total:claim|claims} come out alike, as far as they were decided",
        "凡已判定者，{total} 条论断处处相同",
    ),
    "matrix.by_kernel": ("the kernel makes {n} of them differ", "其中 {n} 条因内核而不同"),
    "matrix.by_libc": ("the C library {n}", "{n} 条因 C 库而不同"),
    "matrix.by_processor": ("the processor {n}", "{n} 条因处理器而不同"),
    "matrix.by_translation": ("the translation of calls {n}", "{n} 条因调用翻译而不同"),
    "matrix.by_": ("{n} cannot be put down to one side", "{n} 条不能归因于某一方"),
    "matrix.side_kernel": ("kernel", "内核"),
    "matrix.side_libc": ("C library", "C 库"),
    "matrix.side_processor": ("processor", "处理器"),
    "matrix.side_translation": ("translation", "调用翻译"),
    "matrix.shown_by": ("{side} ({one} and {other})", "{side}（{one} 与 {other}）"),
    "matrix.targets": ("The targets", "各目标"),
    "matrix.target": ("target", "目标"),
    "matrix.claims": ("The claims", "各论断"),
    "matrix.claim": ("claim", "论断"),
    "matrix.what": ("what it is", "说明"),
    "matrix.decided": ("decided", "已判定"),
    "matrix.conformance": ("conformance", "符合率"),
    "matrix.record": ("against the record", "与记录对照"),
    "matrix.whose": ("who makes the difference", "差异来源"),
    "matrix.only": ("only what differs", "只看不同之处"),
    "matrix.differing": ("What differs", "不同之处"),
    "matrix.everything": ("All claims", "全部论断"),
    "matrix.none": ("not in its catalogue", "不在其目录中"),
    "matrix.more": ("and {n} more", "另有 {n} 项"),
    "matrix.apart": ("not told apart", "无法区分"),
    "matrix.left_out": (
        "The table of all claims is left out here, for want of room; matrix.html has it.",
        "篇幅所限，此处略去全部论断的表格，见 matrix.html。",
    ),
    "matrix.how": (
        "A row is a claim, a column a target, and a cell leads to the evidence in that target's"
        " report. A claim differs when two targets give it different verdicts, or different values"
        " where the standard leaves them open. Where two targets share the C library and the"
        " processor and still differ, the kernel makes the difference, with all that belongs to"
        " that machine: configuration, privileges, tools. Where they share all but the library, the"
        " library makes it, and so on; the two are named. A difference that no such pair shows is"
        " put down to nobody. What was not run, or is inconclusive, is no difference.",
        "每行一条论断，每列一个目标，单元格链接到该目标报告中的证据。"
        "两个目标给出的结论不同，或标准未作规定的数值不同，即为不同。"
        "若两个目标的 C 库与处理器相同而结果仍不同，则差异来自内核，"
        "其中包括该机器的配置、权限与工具；若只有 C 库不同，则差异来自 C 库，余类推，并写明是哪两个目标。"
        "没有这样一对目标可以证明的差异，不归因于任何一方。未运行或无定论的不算差异。",
    ),
}
