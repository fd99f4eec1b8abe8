"""Rows of what the similarity worker found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from argus_core.database.rows import Cql, Int, Row, Timestamp, Uuid

VECTOR = Cql("vector<float, 384>")


@dataclass(slots=True, kw_only=True)
class OldEmbedding(Row, table=("error_event_embeddings", "critical_event_embeddings"), projection=True):
    """First generation: events by their index."""

    event_index: Int
    similars_map: Annotated[dict[UUID, int], Cql("frozen<map<uuid, int>>")]
    duplicates_list: Annotated[list[int], Cql("frozen<list<int>>")]


@dataclass(slots=True, kw_only=True)
class Embedding(Row, table=("sct_error_event_embedding", "sct_critical_event_embedding"), tablets=True):
    """The vector of an event."""

    run_id: Uuid
    ts: Timestamp
    embedding: Annotated[Any, VECTOR]
