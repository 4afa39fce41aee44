"""A thousand texts of about 4 KB, the same for everybody: a technician's notes, as alike and as unlike as notes are."""

from __future__ import annotations

import json
import random
from pathlib import Path

COUNT, SIZE, PHRASES = 1_000, 4_000, 600
WORDS = (
    "光猫 路由器 网线 光纤 接头 插座 红灯 绿灯 闪烁 常亮 恢复 正常 更换 拧紧 重启 测速 上行 下行 信号 衰减 客厅 主卧 次卧 书房 弱电箱 门口 走廊 楼道 "
    "客户 家里 老人 孩子 下午 上午 昨天 前天 一直 偶尔 经常 已经 没有 需要 建议 说明 确认 检查 清洁 固定 贴好 标签 照片 拍了 两张 三张 电话 联系 同意 不同意 "
    "改天 再来 带上 新的 旧的 设备 型号 编号 电源 适配器 开关 断电 通电 五分钟 十分钟 半小时 无线 密码 频道 穿墙 较弱 较强 墙面 面板 松动 老化 发热 异响 "
    "阀门 表具 读数 漏点 试压 软管 到期 燃气 灶具 报警器 电池 水压 滴水 垫圈 滤网 堵塞 疏通 "
    "排空 保温 滤芯 管卡 支架 螺丝 胶带 扎带 收拾 干净 带走 签字"
).split(" ")


def texts() -> list[str]:
    """One text a visit, without a line break, about `SIZE` bytes of UTF-8."""
    chance = random.Random(20261121)
    phrases = ["".join(chance.choices(WORDS, k=chance.randint(2, 5))) for _ in range(PHRASES)]
    return [_text(chance, phrases) for _ in range(COUNT)]


def store(folder: Path) -> Path:
    """All of them as a JSON file, for the clients."""
    path = folder / "texts.json"
    path.write_text(json.dumps(texts(), ensure_ascii=False), encoding="utf-8")
    return path


def _text(chance: random.Random, phrases: list[str]) -> str:
    said, size = [], 0
    while size < SIZE:
        sentence = "".join(chance.choices(phrases, k=chance.randint(2, 4))) + chance.choice("，。；")
        said += [sentence]
        size += len(sentence.encode())
    return "".join(said)
