"""The sentences that are built of what was found: reasons, summaries, notices, comparisons."""

from __future__ import annotations

TABLE = {
    "list.or": (" or ", "或"),
    "list.comma": (", ", "，"),
    "list.semicolon": ("; ", "；"),
    "list.colon": (": ", "："),
    "list.stop": (". ", "。"),
    # Why a claim has its verdict.
    "reason.more_cases": ("{names}; and {n:more case|more cases}", "{names}；另有 {n} 个用例"),
    "reason.holds": ("Shown: {names}.", "已证实：{names}。"),
    "reason.failed": ("{case}: {why}.", "{case}：{why}。"),
    "reason.failed_many": ("{case}: {why} ({n:case|cases} in all).", "{case}：{why}（共 {n} 个用例）。"),
    "reason.instead": ("Shown instead: {names}.", "实测恰恰相反：{names}。"),
    "reason.conditions": ("By condition: {conditions}.", "按条件：{conditions}。"),
    "reason.condition": ("{name}: {verdict}", "{name}：{verdict}"),
    "reason.missing": ("{outcome}: {case}.", "{outcome}：{case}。"),
    "reason.missing_why": ("{outcome}: {case}: {why}.", "{outcome}：{case}：{why}。"),
    "reason.no_counter_example": (
        "The counter-example did not show ({names}), and nothing proves the claim.",
        "反例没有出现（{names}），也没有用例证明该论断。",
    ),
    "reason.more_values": ("{values}; {n} more", "{values}；另有 {n} 项"),
    "reason.no_value": ("No value was recorded.", "没有记录数值。"),
    "reason.absent": ("Absent here: {why}.", "此处没有该功能：{why}。"),
    "reason.not_run": ("Not run: {why}.", "未运行：{why}。"),
    "reason.no_case_because": ("No case: {why}", "没有用例：{why}"),
    "reason.no_case": ("No case yet.", "尚无用例。"),
    "reason.benchmark": (
        "A question of speed, which ipclaim bench decides and not this run.",
        "这是性能问题，由 ipclaim bench 判定，不在本次运行之内。",
    ),
    "reason.advice": (
        "Advice, so there is no verdict; what this run measured stands below.",
        "这是建议，不作判定；本次运行的相关实测见下。",
    ),
    # Advice and the facts beside it.
    "advice.tally": ("Measured facts: {counts}.", "相关实测：{counts}。"),
    "tally.supports": ("{n:supports|support} it", "{n} 项支持"),
    "tally.partly": ("{n} in part", "{n} 项部分支持"),
    "tally.contradicts": ("{n:contradicts|contradict} it", "{n} 项反对"),
    "tally.open": ("{n} not decided", "{n} 项未判定"),
    "advice.supports": ("supports it", "支持"),
    "advice.contradicts": ("contradicts it", "反对"),
    "advice.partly": ("supports it in part", "部分支持"),
    "advice.open": ("not decided in this run", "本次运行未判定"),
    # What other systems are said to do.
    "elsewhere.row": ("{verdict}: {note}", "{verdict}：{note}"),
    # The numbers at the head.
    "summary.decided": (
        "{decided} of {total:claim|claims} decided ({share})",
        "{total} 条论断中已判定 {decided} 条（{share}）",
    ),
    "summary.verdicts": (
        "{holds} hold, {refuted} refuted, {depends} depend",
        "{holds} 条成立，{refuted} 条不成立，{depends} 条视条件",
    ),
    "summary.conformance": (
        "POSIX conformance {share}: {holds} of {decided:decided claim|decided claims} hold;"
        " {decided} of {total:POSIX claim|POSIX claims} decided ({covered})",
        "POSIX 符合率 {share}：已判定的 {decided} 条中 {holds} 条成立；"
        "{total} 条 POSIX 论断中已判定 {decided} 条（{covered}）",
    ),
    "summary.no_conformance": (
        "POSIX conformance unknown: 0 of {total:POSIX claim|POSIX claims} decided",
        "POSIX 符合率未知：{total} 条 POSIX 论断一条也没有判定",
    ),
    "summary.document": (
        "{decided} of the document's {total:sentence|sentences} decided: {holds} hold, {refuted}"
        " refuted, {depends} depend.",
        "文档的 {total} 句论断中已判定 {decided} 句：{holds} 句成立，{refuted} 句不成立，" "{depends} 句视条件。",
    ),
    "notice.predictions": (
        "Sources made predictions for this system: {came} came true, {missed} did not."
        " ipclaim report --update-record proposes what to make of them.",
        "对本系统曾据资料作出预测：{came} 项应验，{missed} 项没有应验。" "ipclaim report --update-record 给出相应的记录修改建议。",
    ),
    "compare.not_foretold": (
        "a source had it {foretold}, and it is not",
        "资料预测为{foretold}，而实际并非如此",
    ),
    "summary.record": (
        "{unexpected} unexpected, {changed} changed, {stale} stale, {known} known",
        "{unexpected} 条出乎预期，{changed} 条已变化，{stale} 条记录过时，{known} 条已知差异",
    ),
    "summary.subject": ("{product}, subject {subject}", "{product}，被测库 {subject}"),
    "summary.chapter": (
        "{decided} of {total} decided ({share})",
        "{total} 条中已判定 {decided} 条（{share}）",
    ),
    "summary.tally": ("{outcome} {n}", "{outcome} {n}"),
    "notice.truncated": (
        "Incomplete: the run stopped without its end record, after {done} of {planned} planned"
        " executions. What is missing is unknown.",
        "不完整：运行没有写下结束记录就停止了，计划执行 {planned} 次，完成 {done} 次。缺少什么无从得知。",
    ),
    "notice.interrupted": (
        "Interrupted by {signals} after {done} of {planned} planned executions.",
        "被 {signals} 中断：计划执行 {planned} 次，完成 {done} 次。",
    ),
    "notice.missing": (
        "Only {done} of {planned} planned executions have a record.",
        "计划执行 {planned} 次，只有 {done} 次留有记录。",
    ),
    "notice.timed": (
        "Blocked calls were recognised by a quiet interval, for this system could not be asked.",
        "阻塞的调用是凭一段静默时间判断的，因为无法向本系统查询。",
    ),
    "notice.commits": (
        "The runs are of different commits: {commits}.",
        "各次运行的版本不同：{commits}。",
    ),
    "notice.no_expectation": (
        "{n:decided claim|decided claims} without any expectation for this system.",
        "{n} 条已判定的论断在本系统上没有任何预期。",
    ),
    # Surprises.
    "surprise.claim": ("{verdict}, expected {wanted}. {why}", "{verdict}，预期为{wanted}。{why}"),
    "surprise.nothing": ("nothing", "无"),
    "surprise.case": ("{outcome}: {why}", "{outcome}：{why}"),
    "surprise.rounds": ("in {n:round|rounds}: {tally}", "{n} 轮中：{tally}"),
    # Against the record.
    "compare.unknown": (
        "no expectation is on record for this system yet",
        "本系统尚无预期的记录",
    ),
    "compare.only_values": (
        "values were recorded, and none of its cases decides it",
        "只记录了数值，没有用例能够判定",
    ),
    "compare.divergence": (
        "{verdict} ({status}): {reason}",
        "{verdict}（{status}）：{reason}",
    ),
    "compare.gone": (
        "on record as {recorded}, and now {verdict}: the divergence is gone",
        "记录为{recorded}，现在为{verdict}：差异已经消失",
    ),
    "compare.other": (
        "on record as {recorded}, and now {verdict}",
        "记录为{recorded}，现在为{verdict}",
    ),
    "compare.not_measured": (
        "{name} = {value} is on record, and was not measured",
        "记录中 {name} = {value}，这次没有测得",
    ),
    "compare.value": (
        "{name} = {value} is on record, and {got} was measured",
        "记录中 {name} = {value}，这次测得 {got}",
    ),
    "status.confirmed": ("confirmed", "已证实"),
    "status.predicted": ("predicted", "推测"),
    # A transcript, where it is not in the runner's words.
    "step.must": ("prepared: {text}", "准备：{text}"),
    "step.fold": (
        "these {length} steps {times} times in all",
        "以上 {length} 步共重复 {times} 次",
    ),
    "step.cut": (
        "{n:step is|steps are} not shown here; results.ndjson has them",
        "此处省略 {n} 步；results.ndjson 中有全部",
    ),
    "step.blocked": ("blocked in {call}", "阻塞在 {call}"),
    "step.undrawn": ("{n:more actor is|more actors are} not drawn", "另有 {n} 个进程没有画出"),
    "value.range": ("{least} to {most}", "{least} 至 {most}"),
}
