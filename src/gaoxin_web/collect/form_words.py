"""The words that the script of a form says; {…} stands for what it fills in."""

from gaoxin.terms import Text

WORDS: dict[str, Text] = {
    "saving": Text("正在保存 {n} 处", "saving {n}"),
    "saved": Text("已保存 {at}", "saved {at}"),
    "offline": Text("连不上服务器，{n} 处暂存在本页，恢复后自动补存", "offline: {n} kept on this page, sent when the line is back"),
    "ended": Text("会话已结束，{n} 处暂存在本页，重新登录后自动补存", "the session ended: {n} kept on this page, sent after you log in again"),
    "conflict": Text("{n} 处有冲突，请选一个", "{n} in conflict: choose"),
    "choose": Text("{label}：您填 {mine}，{who} {at} 填 {theirs}。", "{label}: yours {mine}; {who} at {at}: {theirs}."),
    "mine": Text("用我的", "Take mine"),
    "theirs": Text("用对方的", "Take theirs"),
    "blank": Text("空白", "blank"),
    "refused": Text("没有保存：{why}", "not saved: {why}"),
    "others": Text("{name}也在编辑“{section}”", "{name} is editing “{section}” too"),
    "left": Text("放不下 {n} 行：{rows}", "{n} rows do not fit: {rows}"),
    "columns": Text("多于两列，只用前两列（本年、备注）", "more than two columns: the first two are used (this year, note)"),
    "counted": Text("已写 {n} 字，不少于 6 字", "{n} characters, six at least"),
    "explained": Text("说明已保存 {at}", "explanation saved {at}"),
    "undone": Text("已撤销：{label}", "undone: {label}"),
    "nothing": Text("没有可以撤销的", "nothing to undo"),
    "checked": Text("审核完毕：{verdict}", "checked: {verdict}"),
    "unsaved": Text("还有没保存的改动", "there are unsaved changes"),
}  # fmt: skip
