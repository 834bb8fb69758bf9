"""Categories with the five types of the product, contacts, relations, custom lists and criteria."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("type_code", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_for_new_clients", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["categories.id"], name="fk_categories_parent_id_categories"),
        sa.PrimaryKeyConstraint("id", name="pk_categories"),
        sa.UniqueConstraint("parent_id", "name", name="uq_categories_parent_id_name"),
        sa.UniqueConstraint("type_code", name="uq_categories_type_code"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_categories_parent_id", "categories", ["parent_id"], unique=False)
    op.create_index(
        "uq_categories_root_name",
        "categories",
        ["name"],
        unique=True,
        sqlite_where=sa.text("parent_id IS NULL"),
        postgresql_where=sa.text("parent_id IS NULL"),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("file_code", sa.Text(), nullable=True),
        sa.Column("client_number", sa.Text(), nullable=True),
        sa.Column("client_number_suffix", sa.Text(), nullable=True),
        sa.Column("person_kind", sa.Text(), server_default="PP", nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("other_title", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("death_date", sa.Date(), nullable=True),
        sa.Column("birth_name", sa.Text(), nullable=True),
        sa.Column("birth_department", sa.Text(), nullable=True),
        sa.Column("birth_town", sa.Text(), nullable=True),
        sa.Column("birth_country", sa.Text(), nullable=True),
        sa.Column("nationality", sa.Text(), nullable=True),
        sa.Column("other_nationality", sa.Text(), nullable=True),
        sa.Column("tax_country", sa.Text(), nullable=True),
        sa.Column("tax_number", sa.Text(), nullable=True),
        sa.Column("identity_document", sa.Text(), nullable=True),
        sa.Column("identity_number", sa.Text(), nullable=True),
        sa.Column("identity_issue_date", sa.Date(), nullable=True),
        sa.Column("identity_expiry_date", sa.Date(), nullable=True),
        sa.Column("family_situation", sa.Text(), nullable=True),
        sa.Column("marriage_date", sa.Date(), nullable=True),
        sa.Column("marriage_place", sa.Text(), nullable=True),
        sa.Column("matrimonial_regime", sa.Text(), nullable=True),
        sa.Column("last_survivor_gift", sa.Text(), nullable=True),
        sa.Column("pacs_date", sa.Date(), nullable=True),
        sa.Column("pacs_place", sa.Text(), nullable=True),
        sa.Column("pacs_convention", sa.Text(), nullable=True),
        sa.Column("is_ppe", sa.Text(), nullable=True),
        sa.Column("us_person", sa.Text(), nullable=True),
        sa.Column("us_citizen", sa.Text(), nullable=True),
        sa.Column("us_resident", sa.Text(), nullable=True),
        sa.Column("has_tin", sa.Text(), nullable=True),
        sa.Column("tin", sa.Text(), nullable=True),
        sa.Column("mif_class", sa.Text(), nullable=True),
        sa.Column("legal_capacity", sa.Text(), nullable=True),
        sa.Column("profession", sa.Text(), nullable=True),
        sa.Column("profession_label", sa.Text(), nullable=True),
        sa.Column("professional_status", sa.Text(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("company_office", sa.Text(), nullable=True),
        sa.Column("adviser_code", sa.Text(), nullable=True),
        sa.Column("adviser_name", sa.Text(), nullable=True),
        sa.Column("second_adviser_code", sa.Text(), nullable=True),
        sa.Column("second_adviser_name", sa.Text(), nullable=True),
        sa.Column("assistant_code", sa.Text(), nullable=True),
        sa.Column("assistant_name", sa.Text(), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("relation_start_date", sa.Date(), nullable=True),
        sa.Column("client_since_date", sa.Date(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("qualification", sa.Text(), nullable=True),
        sa.Column("keywords", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("home_address_1", sa.Text(), nullable=True),
        sa.Column("home_address_2", sa.Text(), nullable=True),
        sa.Column("home_postcode", sa.Text(), nullable=True),
        sa.Column("home_town", sa.Text(), nullable=True),
        sa.Column("home_country", sa.Text(), nullable=True),
        sa.Column("work_address_1", sa.Text(), nullable=True),
        sa.Column("work_address_2", sa.Text(), nullable=True),
        sa.Column("work_postcode", sa.Text(), nullable=True),
        sa.Column("work_town", sa.Text(), nullable=True),
        sa.Column("work_country", sa.Text(), nullable=True),
        sa.Column("other_address_1", sa.Text(), nullable=True),
        sa.Column("other_address_2", sa.Text(), nullable=True),
        sa.Column("other_postcode", sa.Text(), nullable=True),
        sa.Column("other_town", sa.Text(), nullable=True),
        sa.Column("other_country", sa.Text(), nullable=True),
        sa.Column("home_phone", sa.Text(), nullable=True),
        sa.Column("mobile_phone", sa.Text(), nullable=True),
        sa.Column("work_phone", sa.Text(), nullable=True),
        sa.Column("home_fax", sa.Text(), nullable=True),
        sa.Column("work_fax", sa.Text(), nullable=True),
        sa.Column("personal_email", sa.Text(), nullable=True),
        sa.Column("work_email", sa.Text(), nullable=True),
        sa.Column("other_email", sa.Text(), nullable=True),
        sa.Column("lei", sa.Text(), nullable=True),
        sa.Column("lei_expiry_date", sa.Date(), nullable=True),
        sa.Column("siret", sa.Text(), nullable=True),
        sa.Column("naf_code", sa.Text(), nullable=True),
        sa.Column("spouse_client_number", sa.Text(), nullable=True),
        sa.Column("spouse_client_number_suffix", sa.Text(), nullable=True),
        sa.Column("spouse_title", sa.Text(), nullable=True),
        sa.Column("spouse_last_name", sa.Text(), nullable=True),
        sa.Column("spouse_first_name", sa.Text(), nullable=True),
        sa.Column("spouse_birth_date", sa.Date(), nullable=True),
        sa.Column("spouse_death_date", sa.Date(), nullable=True),
        sa.Column("spouse_birth_name", sa.Text(), nullable=True),
        sa.Column("spouse_birth_department", sa.Text(), nullable=True),
        sa.Column("spouse_birth_town", sa.Text(), nullable=True),
        sa.Column("spouse_identity_document", sa.Text(), nullable=True),
        sa.Column("spouse_identity_number", sa.Text(), nullable=True),
        sa.Column("spouse_identity_expiry_date", sa.Date(), nullable=True),
        sa.Column("spouse_profession", sa.Text(), nullable=True),
        sa.Column("spouse_profession_label", sa.Text(), nullable=True),
        sa.Column("spouse_company", sa.Text(), nullable=True),
        sa.Column("spouse_company_office", sa.Text(), nullable=True),
        sa.Column("children_count", sa.Integer(), nullable=True),
        sa.Column("grandchildren_count", sa.Integer(), nullable=True),
        sa.Column("household_wealth", sa.Text(), nullable=True),
        sa.Column("household_income", sa.Text(), nullable=True),
        sa.Column("income_tax_payer", sa.Text(), nullable=True),
        sa.Column("income_tax_amount", sa.BigInteger(), nullable=True),
        sa.Column("income_tax_rate", sa.BigInteger(), nullable=True),
        sa.Column("wealth_tax_payer", sa.Text(), nullable=True),
        sa.Column("wealth_tax_amount", sa.BigInteger(), nullable=True),
        sa.Column("wealth_tax_rate", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name="fk_contacts_category_id_categories"),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_birth_date", "contacts", ["birth_date"], unique=False)
    op.create_index("ix_contacts_category_id", "contacts", ["category_id"], unique=False)
    op.create_index("ix_contacts_client_number", "contacts", ["client_number"], unique=False)
    op.create_index("ix_contacts_file_code", "contacts", ["file_code"], unique=False)
    op.create_index("ix_contacts_last_name_first_name", "contacts", ["last_name", "first_name"], unique=False)
    op.create_index("ix_contacts_name_key", "contacts", ["name_key"], unique=False)
    op.create_table(
        "relations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_contact_id", sa.Integer(), nullable=False),
        sa.Column("to_contact_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("share", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_relations_batch_id_batches"),
        sa.ForeignKeyConstraint(
            ["from_contact_id"], ["contacts.id"], name="fk_relations_from_contact_id_contacts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["to_contact_id"], ["contacts.id"], name="fk_relations_to_contact_id_contacts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_relations"),
        sa.UniqueConstraint("kind", "from_contact_id", "to_contact_id", name="uq_relations_kind_from_contact_id_to_contact_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_relations_from_contact_id", "relations", ["from_contact_id"], unique=False)
    op.create_index("ix_relations_to_contact_id", "relations", ["to_contact_id"], unique=False)
    op.create_table(
        "custom_list_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_custom_list_values"),
        sa.UniqueConstraint("list_name", "value", name="uq_custom_list_values_list_name_value"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("technical_name", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_criteria"),
        sa.UniqueConstraint("label", name="uq_criteria_label"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "criterion_answers",
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criteria.id"], name="fk_criterion_answers_criterion_id_criteria", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("criterion_id", "answer", name="pk_criterion_answers"),
    )
    op.create_table(
        "contact_criteria",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_contact_criteria_contact_id_contacts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criteria.id"], name="fk_contact_criteria_criterion_id_criteria", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "criterion_id", name="pk_contact_criteria"),
    )
    op.create_index("ix_contact_criteria_criterion_id", "contact_criteria", ["criterion_id"], unique=False)
    types = (
        ("clients", "Clients"),
        ("prospects", "Prospects"),
        ("advisers", "Conseillers"),
        ("suppliers", "Fournisseurs"),
        ("others", "Autres"),
    )
    categories = sa.table(
        "categories",
        sa.column("type_code"),
        sa.column("name"),
        sa.column("position"),
        sa.column("is_default", sa.Boolean()),
        sa.column("is_for_new_clients", sa.Boolean()),
    )
    op.bulk_insert(
        categories,
        [
            {"type_code": code, "name": name, "position": position, "is_default": False, "is_for_new_clients": False}
            for position, (code, name) in enumerate(types)
        ],
    )
    # The only custom list whose values the product publishes; the firm adds its own.
    capacities = (
        "Non définie",
        "Majeur capable",
        "Majeur protégé sous tutelle",
        "Majeur protégé sous curatelle",
        "Majeur sous sauvegarde de justice",
        "Mineur émancipé",
        "Mineur non émancipé",
        "Mineur sous tutelle",
        "Mineur sous contrainte judiciaire",
        "Absent ou autre majeur incapable",
    )
    op.bulk_insert(
        sa.table("custom_list_values", sa.column("list_name"), sa.column("value"), sa.column("position")),
        [{"list_name": "capacite_juridique", "value": value, "position": position} for position, value in enumerate(capacities)],
    )
