"""What is wrong or doubtful in a standard's document: a place, a code, and the sentence that people read."""

from dataclasses import dataclass

WORDS = {
    "not_plain": ("这里有标准里不能写的内容。", "This holds something that a standard cannot carry."),
    "field_missing": ("缺少这一项。", "This field is missing."),
    "field_unknown": ("标准里没有这一项，请检查拼写。", "A standard has no such field; check the spelling."),
    "wrong_type": ("类型不对。", "This is of the wrong type."),
    "value_unknown": ("这个值不在可选范围里。", "This value is none of those allowed."),
    "wrong_form": ("写法不对。", "This is not written as it must be."),
    "too_long": ("太长了。", "This is too long."),
    "too_many": ("太多了。", "There are too many."),
    "too_few": ("太少了。", "There are too few."),
    "empty": ("不能为空。", "This is empty."),
    "twice": ("重复了。", "This occurs twice."),
    "out_of_range": ("数值超出范围。", "This figure is out of range."),
    "phrase_unknown": ("没有这句用语。", "There is no such phrase."),
    "reminder_unknown": ("没有这条提醒。", "There is no such reminder."),
    "reason_unknown": ("没有这个原因。", "There is no such reason."),
    "limit_unknown": ("没有这个时限。", "There is no such time limit."),
    "step_unknown": ("条件里提到的步骤不存在。", "The condition names a step that does not exist."),
    "choice_unknown": ("条件里的选项，这一步没有。", "The condition names a choice that the step does not have."),
    "fact_unknown": ("条件里提到的事实不存在。", "The condition names a fact that does not exist."),
    "input_unknown": ("条件里提到的输入不存在。", "The condition names an input that does not exist."),
    "kind_of_work_unknown": ("没有这种工作。", "There is no such kind of work."),
    "blank_unknown": ("用语里的空，没有写默认说法。", "The blank has no default wording."),
    "too_deep": ("条件套得太深，最多五层。", "The condition is nested too deeply; five levels at most."),
    "asks_about_itself": (
        "步骤是否出现，不能取决于它自己的回答。",
        "Whether a step exists cannot depend on its own answer.",
    ),
    "conduct_as_step": (
        "这一条是行为规范，只能写成用语、提醒或问客户，不能让师傅自己打勾。",
        "This clause is conduct: make it a phrase, a reminder or a question, never a box to tick about oneself.",
    ),
    "forbidden_wording_shown": (
        "服务禁语只能放在出发前看的环节。",
        "Forbidden wording belongs to a private moment before the door only.",
    ),
    "bounds_crossed": ("下限比上限还大。", "The lower bound is above the upper one."),
    "outcome_misplaced": (
        "支线环节要写结果，主线环节不写。",
        "A side path states its outcome, the main path does not.",
    ),
    "end_unknown": (
        "这个选项要求的结果，没有支线环节写着。",
        "No side path has the outcome that this choice asks for.",
    ),
    "needs_language_2": (
        "这是第 2 版标准语言才有的写法，请写 language: 2。",
        "Only language 2 of standards knows this; write `language: 2`.",
    ),
    "input_taken": ("这个名字每张单都有，请换一个。", "Every order has this name already; choose another."),
    "input_no_decimal": (
        "这里要写一个已声明的数值输入，如 order.speed。",
        "This must be a declared input that is a decimal, such as `order.speed`.",
    ),
    "outcome_imported": (
        "这个结果语言里已经有了，不用再声明。",
        "The language knows this outcome already; do not declare it.",
    ),
    "outcome_undeclared": ("没有声明这个结果。", "This outcome is not declared."),
    "counts_as_fixed": ("这个结果不能算完成。", "This outcome cannot count as done."),
    "outcome_state_differs": (
        "状态表里，这个结果不是这样算的。",
        "The table of states takes this outcome for something else.",
    ),
    "promise_to_nobody": (
        "请写答应了谁、由谁负责：{to, owner}。",
        "Say to whom it is promised and whose it is: `{to, owner}`.",
    ),
    "promise_without_moment": (
        "只有回答是时间的步骤才能是承诺。",
        "Only a step whose answer is a moment can be a promise.",
    ),
    "opens_beside_promise": (
        "承诺的步骤本身就会记下要做的事，不用再写 opens。",
        "A promise is something to be done already; it has no `opens` beside it.",
    ),
    "matter_by_an_end": (
        "只有结果能开新事项，步骤的回答不能。",
        "Only an end can open a matter, the answer of a step cannot.",
    ),
    "never_asked": ("没有地方用到它。", "Nothing uses this."),
    "not_over_optional": (
        "“非”用在可能没有的内容上：没有时也算成立。",
        "`not` stands over something that may be missing: missing counts as holding.",
    ),
}
DOUBTS = {"never_asked", "not_over_optional"}


@dataclass(frozen=True, order=True)
class Finding:
    """One finding: `place` like `moments[2].steps[1].when.all[0]`, `code` of WORDS, `detail` as written there."""

    place: str
    code: str
    detail: str = ""

    @property
    def grave(self) -> bool:
        """Whether it keeps the document from being published."""
        return self.code not in DOUBTS

    def words(self, language: str) -> str:
        """The sentence for people, in `zh-CN` or `en`."""
        return WORDS[self.code][0 if language == "zh-CN" else 1]
