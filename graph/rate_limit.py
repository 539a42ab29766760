"""How much whoever asks may still ask this minute."""

import datetime

import strawberry


@strawberry.type(description="1分間に依頼できる回数と量、およびその残り（手引きにない項目）")
class RateLimit:
    cost: int = strawberry.field(description="この依頼の量")
    limit: int = strawberry.field(description="1分間に送れる依頼の回数")
    remaining: int = strawberry.field(
        description="残りの回数。複数のサーバーの合計が分かるまで、少し多く見えることがある"
    )
    cost_limit: int = strawberry.field(description="1分間に取得できる量")
    cost_remaining: int = strawberry.field(description="残りの量")
    reset_at: datetime.datetime = strawberry.field(description="残りが元に戻る時刻")
