"""How people, organizations, groups and routing forms look on the wire."""

from emulator.addresses import Addresses
from emulator.errors import JSON


class Directory(Addresses):
    """Who there is, and what an organization has besides meetings."""

    def user(self, user: JSON) -> JSON:
        return {
            "avatar_url": None,
            "created_at": user["created_at"],
            "current_organization": self.uri("organizations", user["organization"]),
            "email": user["email"],
            "locale": "en",
            "name": user["name"],
            "resource_type": "User",
            "scheduling_url": self.page(user["slug"]),
            "slug": user["slug"],
            "time_notation": "24h",
            "timezone": user["timezone"],
            "updated_at": user["updated_at"],
            "uri": self.uri("users", user["id"]),
        }

    def organization(self, organization: JSON) -> JSON:
        kept = ("created_at", "updated_at", "name", "kind", "plan", "stage")
        return {
            "uri": self.uri("organizations", organization["id"]),
            "id": int.from_bytes(organization["id"].encode()[:4]),  # traffic carries a number too
            **{name: organization[name] for name in kept},
        }

    def membership(self, user: JSON) -> JSON:
        kept = ("name", "slug", "email", "scheduling_url", "timezone", "avatar_url", "uri")
        shown = self.user(user)
        return {
            "uri": self.uri("organization_memberships", user["id"]),
            "role": user["role"],
            "user": {
                **{name: shown[name] for name in kept},
                "created_at": user["created_at"],
                "updated_at": user["updated_at"],
            },
            "organization": shown["current_organization"],
            "created_at": user["created_at"],
            "updated_at": user["updated_at"],
        }

    def group(self, group: JSON, organization: JSON) -> JSON:
        return {
            "uri": self.uri("groups", group["id"]),
            "name": group["name"],
            "organization": self.uri("organizations", organization["id"]),
            "member_count": len(group["members"]),
            "created_at": group["created_at"],
            "updated_at": group["updated_at"],
        }

    def relationship(self, group: JSON, member: str) -> JSON:
        return {
            "uri": self.uri("group_relationships", f"{group['id']}:{member}"),
            "group": self.uri("groups", group["id"]),
            "owner": {
                "type": "Organization Membership",
                "uri": self.uri("organization_memberships", member),
            },
            "role": "member",
            "created_at": group["created_at"],
            "updated_at": group["updated_at"],
        }

    # --- routing forms

    def routing_form(self, form: JSON, organization: JSON) -> JSON:
        same = ("name", "status", "questions", "created_at", "updated_at")
        return {
            "uri": self.uri("routing_forms", form["id"]),
            "organization": self.uri("organizations", organization["id"]),
            **{name: form[name] for name in same},
        }

    def submission(self, submission: JSON) -> JSON:
        same = ("questions_and_answers", "tracking", "result", "created_at", "updated_at")
        return {
            "uri": self.uri("routing_form_submissions", submission["id"]),
            "routing_form": self.uri("routing_forms", submission["form"]),
            "submitter": submission["submitter"],
            "submitter_type": "Invitee" if submission["submitter"] else None,
            **{name: submission[name] for name in same},
        }
