"""What the report says around what `ipclaim bench` has measured."""

from __future__ import annotations

TABLE = {
    "bench.title": ("What a transfer costs", "一次传输的开销"),
    "bench.lead": (
        "Measured by ipclaim bench on {cpu}, {cpus:processor|processors}; {rounds:round|rounds},"
        " seed {seed}.",
        "由 ipclaim bench 测得：{cpu}，{cpus} 个处理器；{rounds} 轮，种子 {seed}。",
    ),
    "bench.some_cpu": ("a processor that does not tell its name", "型号不明的处理器"),
    "bench.no_plots": (
        "Without plots: this Python has no matplotlib (Debian: python3-matplotlib). The tables hold it all.",
        "没有图：此 Python 没有 matplotlib（Debian：python3-matplotlib）。表格包含全部数值。",
    ),
    "bench.table": ("Table", "表格"),
    "bench.believe": ("How much to believe", "可信程度"),
    "bench.kept": (
        "{kept} of {blocks:block|blocks} were measured at the machine's usual speed ({share}): a fixed"
        " system call took {mode} there, and from {low} to {high} over the whole run. Blocks at"
        " another speed are left aside, unless too few remain: such rows are marked ~.",
        "{blocks} 个测量块中有 {kept} 个（{share}）处于机器的常态速度：固定的系统调用在常态下耗时 {mode}，"
        "全程在 {low} 至 {high} 之间。其他速度下的测量块不予采用，除非剩余太少：这样的行以 ~ 标出。",
    ),
    "bench.closed": (
        "Both processes do nothing but transfer, and each transfer waits for the last one: this is"
        " service time, and not how a channel responds under load. Stalls are the share of the time"
        " that went into samples of more than ten medians.",
        "两个进程只做传输，每次传输都等待上一次完成：测得的是服务时间，而非负载下的响应时间。"
        "停顿是指超过中位数十倍的样本所占的时间比例。",
    ),
    "bench.stopped": ("The measurement was stopped by {signal}.", "测量被 {signal} 中断。"),
    "bench.virtual": (
        "This is a virtual machine: waking a processor costs far more than on bare metal.",
        "这是虚拟机：唤醒处理器的代价远高于物理机。",
    ),
    "bench.interval_note": (
        "A value is the median of the blocks; the brackets hold the exact interval that covers the"
        " true median with at least 95 %. Ratios are taken within rounds, which the machine's drift"
        " hits alike; they can be believed where times cannot.",
        "数值为各测量块的中位数；方括号内是以至少 95 % 的概率覆盖真实中位数的精确区间。"
        "比值在同一轮内计算，机器速度的漂移对双方影响相同，因此时间不可信时比值仍然可信。",
    ),
    "bench.what_is": ("What one transfer is", "何谓一次传输"),
    "bench.definition.pair": (
        "one process sends and receives; no switch of processes",
        "同一进程发送并接收，不切换进程",
    ),
    "bench.definition.same-cpu": (
        "half a round trip of two processes on one processor",
        "两个进程在同一处理器上往返时间的一半",
    ),
    "bench.definition.cross-cpu": (
        "half a round trip of two processes on two processors",
        "两个进程在两个处理器上往返时间的一半",
    ),
    "bench.definition.cross-smt": (
        "half a round trip on two threads of one core",
        "在同一核心的两个硬件线程上往返时间的一半",
    ),
    "bench.definition.cross-node": (
        "half a round trip on two memory nodes",
        "在两个内存节点上往返时间的一半",
    ),
    "bench.definition.unpinned": (
        "half a round trip of two processes that the scheduler places",
        "由调度器安排两个进程时往返时间的一半",
    ),
    "bench.measure.latency": ("Latency, {definition}", "延迟，{definition}"),
    "bench.measure.throughput": ("Throughput one way, {definition}", "单向吞吐量，{definition}"),
    "bench.measure.setup": ("Open a channel and close it again", "打开通道再关闭"),
    "bench.measure.connect": (
        "Connect, accept and close both",
        "连接、接受并关闭两端",
    ),
    "bench.measure.contention": (
        "Contention: wall time by acquire and release, by number of processes",
        "争用：每次获取并释放的实际时间，按进程数",
    ),
    "bench.mechanism": ("mechanism", "机制"),
    "bench.median": ("median and interval", "中位数与区间"),
    "bench.mean": ("mean", "平均值"),
    "bench.max": ("maximum", "最大值"),
    "bench.mixture": (
        "Where nobody is pinned, the scheduler decides by luck which blocks go as on one processor and"
        " which as on two, and a median over both is of neither. Blocks of each kind: {each}.",
        "不绑定处理器时，由调度器随机决定各测量块如同在一个还是两个处理器上运行，对两者取中位数不代表任何一种。各类测量块数：{each}。",
    ),
    "bench.mixture_one": ("{size} B {near} and {far}", "{size} B 为 {near} 与 {far}"),
    "bench.to_pipe": ("to the pipe", "与管道之比"),
    "bench.stalls": ("stalls", "停顿"),
    "bench.by_payload": ("Median by bytes a message", "中位数，按每条消息字节数"),
    "bench.unmeasured": ("Not measured: {names}.", "未测量：{names}。"),
    "bench.unmeasured_one": ("{name} ({why})", "{name}（{why}）"),
    "bench.document": ("The document's table, with measured numbers", "以实测数值重列文档的表格"),
    "bench.document_note": (
        "Left what the document says of each way, right what was found here for 64 bytes; copies are"
        " counted for longer messages, below. Speed is that of the pipe by the same definition, so above 1"
        " is faster.",
        "左侧为文档的说法，右侧为此处 64 字节的实测值；复制次数按更长的消息统计，见下文。速度以相同定义下的管道为 1，大于 1 即更快。",
    ),
    "bench.says": ("says the document", "文档所述"),
    "bench.speed": ("speed, {definition}", "速度，{definition}"),
    "bench.calls": ("system calls", "系统调用"),
    "bench.fastest": ("What is fastest here", "此处最快的机制"),
    "bench.fastest_note": (
        "The fastest that carries data, and those whose intervals overlap with it, which this run"
        " cannot tell from it. Choose by this, and by what each claim above says of its advice.",
        "承载数据的机制中最快者，以及与其区间重叠、本次测量无法区分者。选择时请参照此表以及上文各条建议的依据。",
    ),
    "bench.advice": ("The document's advice, measured", "文档的选择建议与实测"),
    "bench.advice_note": (
        "What the document advises for what, and its choices in its own order. Speed is one reason among"
        " several; the advice itself gets no verdict.",
        "文档针对不同场景的建议及其优先顺序。速度只是理由之一，建议本身不作判定。",
    ),
    "bench.advised": ("for what", "场景"),
    "bench.choices": ("the document's order, measured", "文档的顺序与实测"),
    "bench.best": ("fastest of these here", "此处其中最快者"),
    "bench.plot_verdicts": (
        "Grey is what a claim allows. A dot with a line is the ratio with its interval: green where the"
        " claim holds, orange where it is refuted, grey where neither can be told.",
        "灰色区域为论断允许的范围。圆点与线段为比值及其区间：绿色为成立，橙色为被推翻，灰色为无法判断。",
    ),
    "bench.plot_latency": (
        "Above, medians with intervals by bytes a message; dashed in a mechanism's colour is what the"
        " document says that it takes. Below, how many per cent of the samples took at most so long.",
        "上图：按每条消息字节数的中位数与区间；同色虚线为文档给出的数值。下图：耗时不超过该值的样本百分比。",
    ),
    "bench.plot_throughput": (
        "Medians with intervals by bytes a message.",
        "按每条消息字节数的中位数与区间。",
    ),
    "bench.copies": ("Copies of each byte in a transfer", "每次传输中每个字节的复制次数"),
    "bench.copies_note": (
        "Watchpoints of the processor count how often a byte is read where the sender has it, and written"
        " where the receiver wants it. Through the kernel's buffer that is one copy in and one out. Where"
        " the kernel takes the page itself, or reads the other process's memory, only the second is left."
        " Of shared memory the kernel copies nothing; programs that have their data elsewhere do.",
        "由处理器的观察点统计：发送方处的字节被读取几次，接收方处的字节被写入几次。经内核缓冲区时为一次复制入、一次复制出；内核直接取页或读取另一进程的内存时只剩后者。共享内存中内核不复制任何数据，但数据在别处的程序自己会复制。",
    ),
    "bench.copies_by_kernel": ("copies by the kernel", "内核复制次数"),
    "bench.copies_by_program": ("by the programs themselves", "程序自行复制次数"),
    "bench.faults": ("Page faults of first touch", "首次访问的缺页"),
    "bench.faults_note": (
        "Shared memory needs no system call for a transfer, but each page enters the kernel once in each"
        " process, at its first touch. Counted for a store to each page.",
        "共享内存的传输不需要系统调用，但每页在每个进程中首次访问时都会陷入内核一次。此处对每页写一次并计数。",
    ),
    "bench.pages": ("pages", "页数"),
    "bench.first_touch": ("first touch", "首次访问"),
    "bench.second_touch": ("again", "再次访问"),
    "bench.other_touch": ("by a second process", "由第二个进程访问"),
    "bench.bytes": ("bytes", "字节"),
    "bench.first": ("fastest", "最快"),
    "bench.ties": ("not told apart from it", "无法与之区分"),
    "bench.nobody": ("none", "无"),
    "bench.verdicts": ("The claims about speed", "关于速度的论断"),
    "bench.verdicts_note": (
        "What each claim allows was written down before anything was measured. A verdict is given"
        " where the whole interval lies within or without; otherwise it is inconclusive, with what"
        " would be needed. No exit status depends on it.",
        "每条论断允许的范围在测量之前就已写定。整个区间在范围之内或之外才作出判定，否则为无定论，并说明还需要什么。退出状态与此无关。",
    ),
    "bench.allowed": ("allowed", "允许范围"),
    "bench.measured": ("measured", "实测"),
    "bench.at_least": ("at least {least}", "至少 {least}"),
    "bench.at_most": ("at most {most}", "至多 {most}"),
    "bench.between": ("{least} to {most}", "{least} 至 {most}"),
    "bench.by": ("{of} by {to}", "{of} 与 {to} 之比"),
    "bench.criterion": ("{what} is {value}, allowed {allowed}", "{what} 为 {value}，允许 {allowed}"),
    "bench.of_condition": ("{condition}: {verdict}, {text}", "{condition}：{verdict}，{text}"),
    "bench.not_compared": (
        "measured on one machine, so it is compared with no record",
        "只在一台机器上测得，不与记录比较",
    ),
}
