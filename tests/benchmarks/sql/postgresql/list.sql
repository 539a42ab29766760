-- W1 by hand: a row a person of the page, one more than asked for; its JSON is finished
SELECT p.id, json_build_object(
  'id', p.id,
  'registration', json_build_object(
    'methodLabel', CASE r.method WHEN 'CARD' THEN 'マイナンバーカード' ELSE '券面情報' END,
    'registeredOn', r.registered_on,
    'viewingUntil', r.viewing_until),
  'insuredNumber', p.insured_number,
  'name', p.name,
  'kana', p.kana,
  'burdenRatioLabel', (
    SELECT (CASE WHEN $2::date BETWEEN first_start AND first_end THEN first_ratio
                 WHEN $2::date BETWEEN second_start AND second_end THEN second_ratio END / 10) || '割'
    FROM burden_ratio
    WHERE beneficiary_key = p.key AND first_start <= $2::date AND coalesce(second_end, first_end) >= $2::date
    ORDER BY issued_on DESC, key DESC LIMIT 1),
  'applicationKindLabel', CASE a.application_kind
    WHEN 'NEW' THEN '新規申請' WHEN 'RENEWAL' THEN '更新申請' WHEN 'CHANGE' THEN '区分変更申請'
    WHEN 'EX_OFFICIO' THEN '職権' WHEN 'TRANSFER_IN' THEN '転入申請'
    WHEN 'ELIGIBILITY_LOSS' THEN '資格喪失(死亡)' END,
  'certificationStatusLabel', CASE a.status
    WHEN 'ACCEPTED' THEN '申請受理'
    WHEN 'SURVEYING' THEN '調査中'
    WHEN 'AWAITING_BOARD' THEN '審査会待ち'
    WHEN 'JUDGED' THEN '判定済'
    WHEN 'CERTIFIED' THEN '認定済'
    WHEN 'REJECTED' THEN '却下'
    WHEN 'WITHDRAWN' THEN '取下'
    WHEN 'POSTPONED' THEN '延期'
    WHEN 'NOT_CERTIFIED' THEN '認定なし' END,
  'consentStatusLabel', CASE (
      SELECT status FROM consent WHERE beneficiary_key = p.key ORDER BY recorded_at DESC, key DESC LIMIT 1)
    WHEN 'GIVEN' THEN '同意あり' WHEN 'NOT_GIVEN' THEN '同意なし' WHEN 'WITHDRAWN' THEN '取消' ELSE '未確認' END
)::text
FROM (
  SELECT beneficiary_key, sort_kana, method, registered_on, viewing_until
  FROM registration
  WHERE office_key = $1::int AND purpose = 'VIEWING' AND viewing_until + 0 >= $2::date AND removed_at IS NULL
    AND (method <> 'CARD' OR list_opened_at IS NOT NULL OR read_at > $3::bigint)
  ORDER BY sort_kana, beneficiary_key LIMIT 51) r
JOIN beneficiary p ON p.key = r.beneficiary_key
LEFT JOIN progress a ON a.key = (
  SELECT key FROM progress WHERE beneficiary_key = p.key ORDER BY applied_on DESC, key DESC LIMIT 1)
ORDER BY r.sort_kana, r.beneficiary_key
