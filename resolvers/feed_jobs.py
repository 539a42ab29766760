"""Files that other systems feed (連携ファイル; S83, S84): the upload is handed over here, and read later, aside.

`resolvers/feed_reading.py` reads it. What is sent again, in a file of its own or in the same, changes nothing.
"""

from sqlalchemy import select, update

from loaders.house import House
from models.codes.certificates import CertificateKind
from models.codes.feed_job import FeedKeep, FeedState
from models.row import col, new_id
from models.rows import FeedJob, Upload
from permissions.faults import Fault, Faulty
from permissions.information import Action
from resolvers.file_content import CSV
from resolvers.performing import Act, Deed, Outcome
from resolvers.transaction import transaction
from resolvers.uploads import take_upload

FEED_LIFE_FILE = Act.under("feedLifeFile", Action.FEED_LIFE)
FEED_CERTIFICATE_FILE = Act.under("feedCertificateFile", Action.FEED_CARE)
TOGETHER = 100
"""Files cleared in one go."""


async def feed_file(deed: Deed, handle: str, certificate: CertificateKind | None, keep: FeedKeep) -> Outcome:
    """Take a CSV file over, to be read: certificates of a kind, or records of LIFE.

    Raises:
        BadInput: there is no such upload of this account, or it was used.
        Faulty: UPLOAD_WRONG, it is no CSV file.
    """
    upload = await take_upload(deed.session, deed.reading, handle, "input.upload")
    if upload.media_type != CSV:
        raise Faulty([Fault("UPLOAD_WRONG", "CSVファイルを送ってください。", ("input", "upload"))])
    job = FeedJob(
        id=new_id("job"),
        staff_key=deed.viewer.staff_key,
        upload_key=upload.key,
        certificate=certificate,
        keep=keep,
        state=FeedState.READING,
        sent_at=deed.reading.now,
        held_until=deed.reading.now,
    )
    deed.session.add(job)
    deed.subjects.append(job.id)
    return {"id": job.id}


async def clear_feed_files(house: House) -> int:
    """Delete the files that have been read to their end, of which only rows and hash remain; tells how many there were.

    Raises:
        FilesError: the storage does not answer; what it still has is deleted the next time.
    """
    ended = (
        select(Upload)
        .join(FeedJob, col(FeedJob.upload_key) == col(Upload.key))
        .where(col(FeedJob.ended_at).is_not(None), col(Upload.stored))
        .limit(TOGETHER)
    )
    cleared = 0
    while True:
        async with transaction(house) as session:
            uploads = (await session.scalars(ended)).all()
            await house.files.delete([upload.file for upload in uploads])
            keys = [upload.key for upload in uploads]
            await session.execute(update(Upload).where(col(Upload.key).in_(keys)).values(stored=False))
        cleared += len(uploads)
        if len(uploads) < TOGETHER:
            return cleared
