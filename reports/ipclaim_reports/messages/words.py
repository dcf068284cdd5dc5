"""The vocabulary: verdicts, outcomes, comparisons, and what each of them means."""

from __future__ import annotations

TABLE = {
    "verdict.holds": ("holds", "成立"),
    "verdict.refuted": ("refuted", "不成立"),
    "verdict.depends": ("depends", "视条件"),
    "verdict.inconclusive": ("inconclusive", "无定论"),
    "verdict.observed": ("observed", "仅观测"),
    "verdict.unsupported": ("unsupported", "不支持"),
    "verdict.untested": ("untested", "未测试"),
    # What advice has instead of a verdict.
    "verdict.advice": ("advice", "建议"),
    # Expectations of the catalogue that are no verdicts.
    "verdict.expected": ("expected to hold", "预期成立"),
    "outcome.pass": ("pass", "通过"),
    "outcome.observed": ("observed", "仅观测"),
    "outcome.fail": ("fail", "失败"),
    "outcome.crash": ("crash", "崩溃"),
    "outcome.timeout": ("timeout", "超时"),
    "outcome.unresolved": ("unresolved", "未决"),
    "outcome.unsupported": ("unsupported", "不支持"),
    "outcome.skipped": ("skipped", "跳过"),
    "outcome.broken": ("broken", "测试故障"),
    "comparison.unexpected": ("unexpected", "出乎预期"),
    "comparison.changed": ("changed", "已变化"),
    "comparison.stale": ("stale record", "记录过时"),
    "comparison.known": ("known divergence", "已知差异"),
    "comparison.expected": ("as expected", "符合预期"),
    "origin.seed": ("the document", "文档"),
    "origin.posix": ("POSIX", "POSIX"),
    "origin.extension": ("extensions", "扩展"),
    "origin.unknown": ("not in the catalogue", "不在目录中"),
    "mechanism.pipe": ("Pipes", "管道"),
    "mechanism.fifo": ("FIFOs", "命名管道（FIFO）"),
    "mechanism.sysv_msg": ("System V message queues", "System V 消息队列"),
    "mechanism.posix_mq": ("POSIX message queues", "POSIX 消息队列"),
    "mechanism.sysv_sem": ("System V semaphores", "System V 信号量"),
    "mechanism.posix_sem": ("POSIX semaphores", "POSIX 信号量"),
    "mechanism.sysv_shm": ("System V shared memory", "System V 共享内存"),
    "mechanism.posix_shm": ("POSIX shared memory and mappings", "POSIX 共享内存与内存映射"),
    "mechanism.shm_sync": ("Synchronisation in shared memory", "共享内存中的同步"),
    "mechanism.socket": ("Sockets", "套接字"),
    "mechanism.isolation": ("Isolation of processes", "进程隔离"),
    "mechanism.cross": ("Across mechanisms", "跨机制"),
    "mechanism.tool": ("Tools", "工具"),
    "surprise.broken": ("Broken", "测试故障"),
    "surprise.unexpected": ("Unexpected", "出乎预期"),
    "surprise.changed": ("Changed", "已变化"),
    "surprise.stale": ("Stale", "记录过时"),
    "surprise.crash": ("Crashed or hung", "崩溃或挂起"),
    "surprise.flaky": ("Varying", "结果不稳定"),
    "surprise.inconclusive": ("Inconclusive", "无定论"),
    "surprise.left": ("Left behind", "遗留物"),
    "surprise.stranger": ("Not in the catalogue", "不在目录中"),
    "about.broken": (
        "The harness or the case is at fault; these say nothing of the system.",
        "测试框架或用例本身出错，不能说明系统的任何情况。",
    ),
    "about.unexpected": (
        "The verdict is not the one on record for this system.",
        "结论与本系统已有的记录不同。",
    ),
    "about.changed": (
        "A divergence is on record, and it now looks different.",
        "记录中有一项差异，而这次看到的与记录不同。",
    ),
    "about.stale": (
        "A divergence is on record, and it is gone.",
        "记录中的差异已经消失。",
    ),
    "about.crash": (
        "A process died of a signal or did not come back in time.",
        "某个进程因信号终止，或没有按时返回。",
    ),
    "about.flaky": (
        "The outcome differs between rounds; the worst of them counts.",
        "各轮结果不同，以最差的一轮为准。",
    ),
    "about.inconclusive": (
        "Evidence either way is missing; these count as undecided.",
        "正反两方面都缺少证据，计为未判定。",
    ),
    "about.left": (
        "Objects or processes that a case left and the runner removed.",
        "用例遗留下来、由运行器清除的对象或进程。",
    ),
    "about.stranger": (
        "Cases whose claim this catalogue does not have.",
        "这些用例所属的论断不在本目录中。",
    ),
    "known.title": ("Known divergences", "已知差异"),
    "known.about": (
        "On record for this system, and seen as they are on record. They count as refuted or"
        " whatever they are, and not as news.",
        "本系统的记录中已有，并且所见与记录一致。仍按其结论计数，但不算新情况。",
    ),
    "surprise.none": (
        "Nothing. Every verdict is the one on record, no case broke, hung or crashed, no outcome"
        " varied, no evidence is missing, and nothing was left behind.",
        "没有。所有结论都与记录一致，没有用例出错、挂起或崩溃，结果稳定，证据齐全，也没有遗留物。",
    ),
    "meaning.title.verdict": ("The verdict of a claim", "论断的结论"),
    "meaning.verdict.holds": (
        "A case proves it, and none speaks against it.",
        "有用例证明它，且没有用例与之相悖。",
    ),
    "meaning.verdict.refuted": (
        "A case that should prove it failed, crashed or hung, or one that shows a counter-example"
        " passed. A refuted sentence of the document is a good result, not a failing build.",
        "本应证明它的用例失败、崩溃或挂起，或者展示反例的用例通过。" "推翻文档中的一句话是有价值的结果，并不是构建失败。",
    ),
    "meaning.verdict.depends": (
        "Decided per named condition, and the conditions differ.",
        "按列出的条件分别判定，而各条件下结论不同。",
    ),
    "meaning.verdict.inconclusive": (
        "A case is broken or unresolved, or a counter-example did not show while nothing proves"
        " the claim. Undecided.",
        "用例出错或未决，或者反例没有出现而又没有用例证明它。未判定。",
    ),
    "meaning.verdict.observed": (
        "Only values were recorded; the standard leaves them open. Undecided.",
        "只记录了数值，标准对此不作规定。未判定。",
    ),
    "meaning.verdict.unsupported": (
        "The facility is absent here; the probe is named. Undecided.",
        "此处没有该功能，并写明探测方法。未判定。",
    ),
    "meaning.verdict.untested": ("No case ran. Undecided.", "没有运行任何用例。未判定。"),
    "meaning.title.outcome": ("The outcome of a case", "用例的结果"),
    "meaning.outcome.pass": (
        "Every expectation came true, every process is accounted for, nothing is left.",
        "所有预期都得到满足，每个进程都有交代，没有遗留物。",
    ),
    "meaning.outcome.fail": (
        "An expectation about the system is false.",
        "对系统的某项预期不成立。",
    ),
    "meaning.outcome.crash": (
        "A process died of a signal that the case did not expect.",
        "某个进程死于用例没有预料到的信号。",
    ),
    "meaning.outcome.timeout": (
        "The case did not end in its time.",
        "用例没有在规定时间内结束。",
    ),
    "meaning.outcome.observed": (
        "Values were recorded, and nothing had to come true.",
        "只记录数值，没有必须满足的预期。",
    ),
    "meaning.outcome.unresolved": (
        "A preparation failed, or a needed state was never reached.",
        "准备步骤失败，或始终没有达到所需的状态。",
    ),
    "meaning.outcome.unsupported": ("The facility is absent.", "没有该功能。"),
    "meaning.outcome.skipped": (
        "Not attempted, by choice or for want of a resource of the environment.",
        "出于选择，或因环境缺少资源而没有尝试。",
    ),
    "meaning.outcome.broken": ("The harness or the case is at fault.", "测试框架或用例本身出错。"),
    "meaning.title.comparison": ("Against the record", "与记录对照"),
    "meaning.comparison.expected": (
        "The verdict is the one expected of this system.",
        "结论与对本系统的预期一致。",
    ),
    "meaning.comparison.known": (
        "A recorded divergence, seen as it is on record.",
        "记录中的差异，所见与记录一致。",
    ),
    "meaning.comparison.changed": (
        "A recorded divergence, seen differently.",
        "记录中的差异，所见与记录不同。",
    ),
    "meaning.comparison.unexpected": (
        "No divergence is on record, and the verdict is not the expected one.",
        "没有记录差异，而结论与预期不同。",
    ),
    "meaning.comparison.stale": (
        "A recorded divergence that is gone.",
        "记录中的差异已经消失。",
    ),
}
