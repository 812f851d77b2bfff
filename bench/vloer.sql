-- The floor: one honest pass over the facts. Read the tables a run reads, lay the boundaries of each youth on one line of time,
-- keep one running count along it, write the result. A period gives a begin and an end, a dated fact gives one event.
-- {map} is the folder with the tables, {uit} the file to write. Same engine, same number of threads as the picture.
COPY (
    SELECT
        jongere_id,
        datum,
        sum(stap) OVER (PARTITION BY jongere_id ORDER BY datum ROWS UNBOUNDED PRECEDING) AS lopend
    FROM (
        SELECT jongere_id, geboren AS datum, 1 AS stap FROM '{map}/jongeren.parquet'
        UNION ALL SELECT jongere_id, overleden, -1 FROM '{map}/jongeren.parquet'
        UNION ALL SELECT jongere_id, van, 1 FROM '{map}/verblijf.parquet'
        UNION ALL SELECT jongere_id, tot, -1 FROM '{map}/verblijf.parquet'
        UNION ALL SELECT jongere_id, van, 1 FROM '{map}/inschrijvingen.parquet'
        UNION ALL SELECT jongere_id, tot, -1 FROM '{map}/inschrijvingen.parquet'
        UNION ALL SELECT jongere_id, van, 1 FROM '{map}/vrijstellingen.parquet'
        UNION ALL SELECT jongere_id, tot, -1 FROM '{map}/vrijstellingen.parquet'
        UNION ALL SELECT jongere_id, van, 1 FROM '{map}/meldingen.parquet'
        UNION ALL SELECT jongere_id, tot, -1 FROM '{map}/meldingen.parquet'
        UNION ALL SELECT jongere_id, van, 1 FROM '{map}/werk.parquet'
        UNION ALL SELECT jongere_id, tot, -1 FROM '{map}/werk.parquet'
        UNION ALL SELECT jongere_id, datum, 1 FROM '{map}/diplomas.parquet'
        UNION ALL SELECT jongere_id, datum, 1 FROM '{map}/verzuim.parquet'
    )
    WHERE datum IS NOT NULL
) TO '{uit}' (FORMAT parquet)
