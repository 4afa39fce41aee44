"""Who works in the demonstration: two teams, six technicians, two dispatchers, a supervisor, an administrator."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from server.accounts import passwords
from server.accounts.models import Organisation, Person, Responsibility, Team
from server.kernel import clock
from server.kernel.db import db
from server.kernel.feed import ChangeClock
from server.kernel.ids import new_id
from server.kernel.transaction import write

SLUG = "chengjiang"
PASSWORD = "shangmen2026"
# login, name, name in English, roles, team, badge, phone, language
PEOPLE = (
    ("lijianguo", "李建国", "Li Jianguo", "technician", "east", "C1027", "19900008016", "zh-CN"),
    ("zhaoxiaofeng", "赵晓峰", "Zhao Xiaofeng", "technician", "east", "C1031", "19900005521", "zh-CN"),
    ("zhoumin", "周敏", "Zhou Min", "technician", "east", "C1044", "19900006610", "zh-CN"),
    ("gulnar", "古丽娜尔·买买提", "Gulnar Memet", "technician", "west", "S3009", "19900006621", "en"),
    ("xudayong", "许大勇", "Xu Dayong", "technician", "west", "S3004", "19900003380", "zh-CN"),
    ("pengjun", "彭军", "Peng Jun", "technician", "west", "S3017", "19900003381", "zh-CN"),
    ("chenjing", "陈静", "Chen Jing", "dispatcher", "east", "A0102", "19900008801", "zh-CN"),
    ("harper", "何珀", "Harper He", "dispatcher", "west", "A0107", "19900008802", "en"),
    ("suwen", "苏文", "Su Wen", "supervisor", "", "A0003", "19900008803", "zh-CN"),
    ("fangyuan", "方圆", "Fang Yuan", "administrator", "", "A0001", "19900008804", "zh-CN"),
)
# what they answer for → who does, and who stands in
RESPONSIBLE = {
    "complaint_manager": ("suwen", "chenjing"),
    "department_head": ("fangyuan", "suwen"),
    "arbiter": ("harper", "chenjing"),
    "refusal_superior": ("suwen", "fangyuan"),
    "data_officer": ("fangyuan", "suwen"),
    "duty_leader": ("chenjing", "harper"),
}
TEAMS = {"east": ("城东宽带班", "East broadband"), "west": ("城西水表班", "West meters")}


@dataclass(slots=True)
class Company:
    """The organisation's ids by short names."""

    id: str
    teams: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)


def company() -> Company | None:
    """The demonstration organisation as it is; None before the first time."""
    row = db.session.scalars(select(Organisation).where(Organisation.slug == SLUG)).first()
    if row is None:
        return None
    teams = {team.name: team.id for team in db.session.scalars(select(Team).where(Team.organisation_id == row.id))}
    people = select(Person.login, Person.id).where(Person.organisation_id == row.id)
    found = Company(row.id, people=dict(db.session.execute(people).all()))
    found.teams = {key: teams[name] for key, (name, _) in TEAMS.items() if name in teams}
    return found


def found_company() -> Company:
    """Make the organisation with its teams and people, in one transaction."""
    hashed = passwords.hash_of(PASSWORD)  # one for all, because argon2 takes its time and these are for show

    def work() -> Company:
        made = Company(new_id())
        since = clock.later(clock.now(), days=-400)
        names = {"name": "澄江公用", "name_en": "Chengjiang Utilities", "hotline": "0571-8802 6618"}
        db.session.add(Organisation(id=made.id, slug=SLUG, created_at=since, **names))
        db.session.add(ChangeClock(organisation_id=made.id, value=0, epoch=new_id()))
        for key, (name, name_en) in TEAMS.items():
            made.teams[key] = new_id()
            db.session.add(Team(organisation_id=made.id, id=made.teams[key], name=name, name_en=name_en))
        db.session.flush()
        for login, name, name_en, roles, team, badge, phone, language in PEOPLE:
            made.people[login] = new_id()
            db.session.add(
                Person(
                    organisation_id=made.id,
                    id=made.people[login],
                    login=login,
                    name=name,
                    name_en=name_en,
                    roles=roles,
                    badge=badge,
                    team_id=made.teams.get(team),
                    phone=phone,
                    language=language,
                    password_hash=hashed,
                    created_at=since,
                )
            )
        for what, (person, deputy) in RESPONSIBLE.items():
            answers = {"person_id": made.people[person], "deputy_id": made.people[deputy], "since": since}
            db.session.add(Responsibility(organisation_id=made.id, id=new_id(), what=what, team_id=None, **answers))
        return made

    return write(work)


def logins() -> list[str]:
    """What `make run` prints: a line a kind of person."""
    by_role: dict[str, list[str]] = {}
    for (
        login,
        *_,
    ) in PEOPLE:
        by_role.setdefault(next(each[3] for each in PEOPLE if each[0] == login), []).append(login)
    words = {
        "technician": "技术员 technician",
        "dispatcher": "派单 dispatcher",
        "supervisor": "质量 supervisor",
        "administrator": "管理员 administrator",
    }
    return [f"{words[role]}: {', '.join(names)}" for role, names in by_role.items()] + [f"密码 password: {PASSWORD}"]
