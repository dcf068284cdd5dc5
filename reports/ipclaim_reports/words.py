"""Every word that a report says, in one place, so that a report can learn another language."""

from __future__ import annotations

# Symbol and word: colour is never the only sign.
VERDICTS = {
    "holds": ("✓", "holds"),
    "refuted": ("✕", "refuted"),
    "depends": ("◐", "depends"),
    "inconclusive": ("?", "inconclusive"),
    "observed": ("◦", "observed"),
    "unsupported": ("∅", "unsupported"),
    "untested": ("·", "untested"),
}

OUTCOMES = {
    "pass": ("✓", "pass"),
    "observed": ("◦", "observed"),
    "fail": ("✕", "fail"),
    "crash": ("✕", "crash"),
    "timeout": ("✕", "timeout"),
    "unresolved": ("?", "unresolved"),
    "unsupported": ("∅", "unsupported"),
    "skipped": ("·", "skipped"),
    "broken": ("!", "broken"),
}

COMPARISONS = {
    "unexpected": "unexpected",
    "changed": "changed",
    "stale": "stale record",
    "known": "known divergence",
    "expected": "as expected",
}

ORIGINS = {
    "seed": "the document",
    "posix": "POSIX",
    "extension": "extensions",
    "unknown": "not in the catalogue",
}

MECHANISMS = {
    "pipe": "Pipes",
    "fifo": "FIFOs",
    "sysv_msg": "System V message queues",
    "posix_mq": "POSIX message queues",
    "sysv_sem": "System V semaphores",
    "posix_sem": "POSIX semaphores",
    "sysv_shm": "System V shared memory",
    "posix_shm": "POSIX shared memory and mappings",
    "shm_sync": "Synchronisation in shared memory",
    "socket": "Sockets",
    "isolation": "Isolation of processes",
    "cross": "Across mechanisms",
    "tool": "Tools",
}

# What each group of surprises is called, and the sentence that says what it means.
SURPRISES = {
    "broken": ("Broken", "The harness or the case is at fault; these say nothing of the system."),
    "unexpected": ("Unexpected", "The verdict is not the one on record for this system."),
    "changed": ("Changed", "A divergence is on record, and it now looks different."),
    "stale": ("Stale", "A divergence is on record, and it is gone."),
    "crash": ("Crashed or hung", "A process died of a signal or did not come back in time."),
    "flaky": ("Varying", "The outcome differs between rounds; the worst of them counts."),
    "inconclusive": ("Inconclusive", "Evidence either way is missing; these count as undecided."),
    "left": ("Left behind", "Objects or processes that a case left and the runner removed."),
    "stranger": ("Not in the catalogue", "Cases whose claim this catalogue does not have."),
}

KNOWN = (
    "Known divergences",
    "On record for this system, and seen as they are on record. They count as refuted or whatever"
    " they are, and not as news.",
)

NOTHING_SURPRISING = (
    "Nothing. Every verdict is the one on record, no case broke, hung or crashed, no outcome"
    " varied, no evidence is missing, and nothing was left behind."
)

VOCABULARY = {
    "The verdict of a claim": {
        "holds": "A case proves it, and none speaks against it.",
        "refuted": "A case that should prove it failed, crashed or hung, or one that shows a"
        " counter-example passed. A refuted sentence of the document is a good result, not a"
        " failing build.",
        "depends": "Decided per named condition, and the conditions differ.",
        "inconclusive": "A case is broken or unresolved, or a counter-example did not show while"
        " nothing proves the claim. Undecided.",
        "observed": "Only values were recorded; the standard leaves them open. Undecided.",
        "unsupported": "The facility is absent here; the probe is named. Undecided.",
        "untested": "No case ran. Undecided.",
    },
    "The outcome of a case": {
        "pass": "Every expectation came true, every process is accounted for, nothing is left.",
        "fail": "An expectation about the system is false.",
        "crash": "A process died of a signal that the case did not expect.",
        "timeout": "The case did not end in its time.",
        "observed": "Values were recorded, and nothing had to come true.",
        "unresolved": "A preparation failed, or a needed state was never reached.",
        "unsupported": "The facility is absent.",
        "skipped": "Not attempted, by choice or for want of a resource of the environment.",
        "broken": "The harness or the case is at fault.",
    },
    "Against the record": {
        "expected": "The verdict is the one expected of this system.",
        "known": "A recorded divergence, seen as it is on record.",
        "changed": "A recorded divergence, seen differently.",
        "unexpected": "No divergence is on record, and the verdict is not the expected one.",
        "stale": "A recorded divergence that is gone.",
    },
}

COUNTING = (
    "Decided are the claims that hold, are refuted or depend. Conformance is the share of the"
    " decided POSIX claims that hold. It never stands without the share of the catalogue that was"
    " decided, for a single passing case would make 100 % of it. Untested, unsupported, observed"
    " and inconclusive claims are in neither number."
)

DRAWING = (
    "A sequence diagram has a line for each process, and time goes down. A box on a line is a call;"
    " its hatched part is the time in which the system was seen to let the process sleep in it. A"
    " dashed box is a call that never returned. Lines that begin with ✓ or ✕ are what the judge"
    " expected, and whether it came true; an arrow is a fork or a signal, and × the end of a"
    " process. Calls that repeat are drawn once, with their number."
)

# What the page says around all that, by the names that its templates use.
PAGE = {
    "overline": "What IPC really does on",
    "title": "what its IPC really does",
    "record": "Against the record:",
    "decided_of": "{} of {} decided",
    "parts": "Parts of this report",
    "surprising": "What is surprising",
    "document": "The document",
    "posix": "POSIX and extensions",
    "measured": "Measured",
    "environment": "Where this ran",
    "reading": "How to read this",
    "cases": "All cases",
    "printed": "Evidence is printed for those claims whose evidence was open.",
    "filter": "Filter claims",
    "find": "Find a claim",
    "document_title": "The document, sentence by sentence",
    "document_note": "A refuted sentence is a result about the document, not a fault of this"
    " system.",
    "sentence_fails": "sentence does not simply hold here",
    "sentences_fail": "sentences do not simply hold here",
    "posix_title": "POSIX and extensions, by mechanism",
    "untested": "untested claim",
    "untested_many": "untested claims",
    "measured_title": "Measured limits and behaviours",
    "measured_note": "What the standards leave open, as found here. A value that differs between"
    " rounds is given as a range.",
    "what": "what",
    "value": "value",
    "case": "case",
    "more_cases": "and {} more",
    "claims": "claims",
    "all": "all",
    "decided": "decided",
    "command": "command",
    "outcome": "outcome",
    "time": "time",
    "back": "back to the surprises",
    "onward": "next surprise",
    "counter_example": "(a counter-example: passing, it refutes)",
    "condition": "Condition:",
    "left": "Left behind, and removed by the runner:",
    "diagram": "Sequence diagram",
    "diagram_region": "Sequence diagram, can be scrolled",
    "transcript": "Transcript in words ({} lines)",
    "who": "who",
    "output": "Output of its processes",
    "dropped": "{} bytes more were dropped.",
    "rounds": "(median of {} rounds: {})",
    "unrecorded": "{} events not recorded",
    "again": "again:",
    "instead": "Instead:",
    "wanted": "expected",
    "evidence": "Evidence:",
    "promised": "Promised by",
    "method": "Method",
    "expected": "Expected",
    "on_record": "On record",
}

# The document's headings, for readers without Chinese.
SECTIONS = {
    "概述": "Overview",
    "主要通讯方式": "The main mechanisms",
    "1. 管道（Pipe）": "1. Pipes",
    "2. 命名管道/FIFO（Named Pipe/FIFO）": "2. Named pipes (FIFO)",
    "3. 消息队列（Message Queue）": "3. Message queues",
    "4. 信号量（Semaphore）": "4. Semaphores",
    "5. 共享内存（Shared Memory）": "5. Shared memory",
    "6. 套接字（Socket）": "6. Sockets",
    "定义": "Definition",
    "特点": "Properties",
    "代码示例": "Code example",
    "代码示例（Go使用 System V IPC）": "Code example (Go, System V IPC)",
    "优缺点": "Pros and cons",
    "对比总结": "Comparison",
    "深度分析": "In depth",
    "选择建议": "Which to choose",
    "实现细节": "Implementation details",
    "管道缓冲区满的处理": "When a pipe's buffer is full",
    "消息队列的优先级": "Priorities of message queues",
    "共享内存的同步问题": "Synchronising shared memory",
    "相关面试题与答案": "Interview questions and answers",
    "Q1: 管道和 命名管道（FIFO）有什么区别？": "Q1: How do pipes and FIFOs differ?",
    "深层理解": "Looking deeper",
    "Q2: 进程间通信为什么需要操作系统支持？": "Q2: Why does IPC need the operating system?",
    "地址空间隔离": "Isolated address spaces",
    "硬件保护机制": "Protection by hardware",
    "操作系统的中介作用": "The system as go-between",
    "具体实现方式": "How it is implemented",
    "Q3: 为什么共享内存是最快的 IPC 方式？": "Q3: Why is shared memory the fastest?",
    "性能对比（每次通信开销）": "Cost of each exchange",
    "减少系统调用": "Fewer system calls",
    "无缓冲开销": "No buffering",
    "性能数据（在 Linux x86_64 上的实测）": "Figures (measured on Linux x86_64)",
    "Q4: 消息队列的优先级是如何工作的？": "Q4: How do message priorities work?",
    "实现机制": "Mechanism",
    "队列存储结构": "How a queue is stored",
    "实际应用": "In practice",
    "Q5: 如何在共享内存中实现生产者-消费者模式？": "Q5: Producer and consumer in shared memory?",
    "关键点": "Key points",
    "Q6: Unix 域套接字和 TCP 套接字在 IPC 中的区别？": "Q6: Unix domain or TCP sockets for IPC?",
    "性能对比代码": "Benchmark code",
    "Q7: 为什么管道是半双工而不是全双工？": "Q7: Why are pipes half and not full duplex?",
    "硬件和系统设计": "Hardware and system design",
    "文件描述符模型": "The file descriptor model",
    "对称性需求": "Need for symmetry",
    "避免复杂性": "Avoiding complexity",
    "性能考量": "Performance",
    "总结与学习路径": "Summary and learning path",
    "初级理解（必须掌握）": "First level (a must)",
    "参考资源": "Further resources",
    "命令行工具": "Command-line tools",
}
