"""Sites, persons, the roles they hold, and the data subjects with one key each."""

from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from secretome_record.ledger.base import Record
from secretome_record.people.roles import ROLE_TITLES, Role


class Site(Record):
    """A place where the programme is run, with its own clock and language."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64, help_text=_("IANA name, such as Europe/Berlin"))
    language = models.CharField(max_length=12, default="en")
    facility_note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PersonManager(BaseUserManager["Person"]):
    """Finds a person by user name, whatever the case it is typed in."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person who signs in with this name."""
        return self.get(username__iexact=username or "")


class Person(AbstractBaseUser):
    """One account, one person; never reused after leaving, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(
        _("user name"),
        max_length=60,
        unique=True,
        error_messages={"unique": _("This user name belongs to somebody already. Choose another.")},
    )
    printed_name = models.CharField(_("printed name"), max_length=120)
    email = models.EmailField(_("mail address"), blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    identity_checked_at = models.DateTimeField(null=True, blank=True)

    LEDGER_SECRET: ClassVar[tuple[str, ...]] = ("password", "email")

    # No column: a sign-in is a row of the log, not a change of the person.
    last_login = None

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["printed_name"]

    objects = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="people_person_username_any_case"),
        ]

    def __str__(self) -> str:
        return self.printed_name or self.username

    def get_full_name(self) -> str:
        """The name as it is printed beside a signature."""
        return self.printed_name

    def get_short_name(self) -> str:
        """The name in the corner of a page."""
        return self.printed_name

    def check_password(self, raw_password: str | None) -> bool:  # type: ignore[override]
        """Compare only; a stronger hash is written by a service, never on the side."""
        return check_password(raw_password, self.password)

    @property
    def actor_code(self) -> str:
        """The pseudonym under which the ledger knows this person."""
        return f"person:{self.pk.hex}"

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held now, at any site; none once the account is closed."""
        if not self.is_active:
            return frozenset()
        return frozenset(Role(grant.role) for grant in self._open_grants)

    @property
    def site_ids(self) -> frozenset[UUID]:
        """The sites whose records this person may see at all."""
        return frozenset(grant.site_id for grant in self._open_grants)

    def roles_at(self, site: "Site | UUID") -> frozenset[Role]:
        """The roles held now at one site."""
        if not self.is_active:
            return frozenset()
        wanted = site.pk if isinstance(site, Site) else site
        return frozenset(Role(g.role) for g in self._open_grants if g.site_id == wanted)

    @property
    def zone(self) -> str:
        """The zone of the first site the person works at; UTC for nobody's site."""
        return self._open_grants[0].site.zone if self._open_grants else "UTC"

    @cached_property
    def _open_grants(self) -> "list[RoleGrant]":
        # One query a request: the person is loaded anew for each.
        held = self.grants.filter(until_at__isnull=True).select_related("site")
        return list(held.order_by("from_at", "id"))

    @property
    def is_staff(self) -> bool:
        """The admin is open to administrators only, and read-only for them too."""
        return Role.ADMINISTRATOR in self.roles

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Looking is all the admin ever allows."""
        del obj
        return ".view_" in perm and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """Every room shows in the admin to whom it is open."""
        return bool(app_label) and self.is_staff


class RoleGrant(Record):
    """A role that a person holds at a site from one moment until another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=24, choices=[(r.value, t) for r, t in ROLE_TITLES.items()])
    granted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="grants_given"
    )
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "site", "role"],
                condition=models.Q(until_at__isnull=True),
                name="people_rolegrant_one_open_grant",
            ),
            models.CheckConstraint(
                condition=models.Q(until_at__isnull=True)
                | models.Q(until_at__gte=models.F("from_at")),
                name="people_rolegrant_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["person", "until_at"], name="people_grant_of_person")]

    def __str__(self) -> str:
        return f"{self.person} is {self.get_role_display()} at {self.site.code}"


class SubjectKind(models.TextChoices):
    """Why we hold data about somebody."""

    DONOR = "donor", _("Donor")
    PATIENT = "patient", _("Patient")


class Subject(Record):
    """A person we hold data about: one key seals every identifying field of theirs."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    key_wrapped = models.CharField(max_length=120, blank=True, editable=False)
    destroyed_at = models.DateTimeField(null=True, blank=True, editable=False)
    exported_at = models.DateTimeField(null=True, blank=True, editable=False)

    # The ledger must not keep what erasure destroys.
    LEDGER_SECRET: ClassVar[tuple[str, ...]] = ("key_wrapped",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True) & ~models.Q(key_wrapped="")
                | models.Q(destroyed_at__isnull=False, key_wrapped=""),
                name="people_subject_has_a_key_until_erased",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {str(self.pk)[-12:]}"


class Erasure(Record):
    """The record that somebody's key was destroyed: who asked, who did it, what stays."""

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="erasure")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="erasures_done")
    at = models.DateTimeField()
    reason = models.TextField()
    kept = models.TextField()

    def __str__(self) -> str:
        return f"{self.subject} erased on {self.at:%Y-%m-%d}"


class CodeStep(Record):
    """The newest one-time code a person has used: an older or equal one is refused."""

    # Written while somebody signs in, when no service is at work yet.
    LEDGER_AMBIENT: ClassVar[bool] = True

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="code_step")
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.person} at step {self.last_step}"
