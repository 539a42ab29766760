"""The actions: one root of what the files of mutations/ declare."""

import strawberry

from graph.mutations import (
    account,
    beneficiary_feed,
    card_app,
    card_reading,
    care_management_feed,
    certificate_feed,
    consent,
    correction,
    document,
    feed,
    feed_file,
    filing,
    heartbeat,
    housing_feed,
    invoice,
    life,
    municipal,
    municipal_filing,
    municipal_invoice,
    opinion,
    opinion_target,
    partner,
    progress_feed,
    readiness_feed,
    registration,
    sign_in,
)


@strawberry.type(description="登録・操作")
class Mutation(
    sign_in.Mutation,
    account.Mutation,
    card_app.Mutation,
    card_reading.Mutation,
    feed.Mutation,
    municipal.Mutation,
    beneficiary_feed.Mutation,
    certificate_feed.Mutation,
    progress_feed.Mutation,
    correction.Mutation,
    heartbeat.Mutation,
    housing_feed.Mutation,
    care_management_feed.Mutation,
    readiness_feed.Mutation,
    partner.Mutation,
    document.Mutation,
    filing.Mutation,
    municipal_filing.Mutation,
    life.Mutation,
    feed_file.Mutation,
    opinion.Mutation,
    opinion_target.Mutation,
    invoice.Mutation,
    municipal_invoice.Mutation,
    registration.Mutation,
    consent.Mutation,
):
    """Every mutation; a capability adds its own class here."""
