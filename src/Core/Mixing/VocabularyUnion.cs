namespace LanguageModeling.Mixing;

/// <summary>The tokens of several vocabularies in one, each token once; special tokens that play the same part are one token.</summary>
internal sealed class VocabularyUnion
{
    /// <summary>Unites.</summary>
    /// <param name="vocabularies">At least one. The ids of the first stay; of special tokens the first spelling counts.</param>
    public VocabularyUnion(IReadOnlyList<Vocabulary> vocabularies)
    {
        var tokens = new List<string>();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var special = new SpecialTokens { AddBeginningToPrompts = vocabularies[0].SpecialTokens.AddBeginningToPrompts };
        Ids = new int[vocabularies.Count][];
        for (int m = 0; m < Ids.Length; m++)
        {
            Vocabulary vocabulary = vocabularies[m];
            SpecialTokens own = vocabulary.SpecialTokens;
            int[] map = new int[vocabulary.Count];
            Array.Fill(map, -1);
            special = special with
            {
                Unknown = Join(own.Unknown, special.Unknown),
                BeginningOfSequence = Join(own.BeginningOfSequence, special.BeginningOfSequence),
                EndOfSequence = Join(own.EndOfSequence, special.EndOfSequence),
                Padding = Join(own.Padding, special.Padding),
            };
            for (int id = 0; id < map.Length; id++)
            {
                map[id] = map[id] >= 0 ? map[id] : IdOf(vocabulary[id]);
            }

            Ids[m] = map;

            int? Join(int? id, int? joint)
            {
                if (id is not { } given)
                {
                    return joint;
                }

                map[given] = map[given] >= 0 ? map[given] : joint ?? IdOf(vocabulary[given]);
                return joint ?? map[given];
            }
        }

        // Ids of the first vocabulary keep their order: special tokens came first, so put its tokens back in place.
        int[] place = Reorder(Ids[0], tokens.Count);
        string[] ordered = new string[tokens.Count];
        for (int id = 0; id < ordered.Length; id++)
        {
            ordered[place[id]] = tokens[id];
        }

        foreach (int[] map in Ids)
        {
            for (int id = 0; id < map.Length; id++)
            {
                map[id] = place[map[id]];
            }
        }

        int? Place(int? id) => id is { } given ? place[given] : null;
        Vocabulary = new Vocabulary(ordered, special with
        {
            Unknown = Place(special.Unknown),
            BeginningOfSequence = Place(special.BeginningOfSequence),
            EndOfSequence = Place(special.EndOfSequence),
            Padding = Place(special.Padding),
        });

        int IdOf(string token)
        {
            if (!ids.TryGetValue(token, out int id))
            {
                ids.Add(token, id = tokens.Count);
                tokens.Add(token);
            }

            return id;
        }
    }

    /// <summary>All tokens.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>At [m][own id] the id in the union.</summary>
    public int[][] Ids { get; }

    /// <summary>For each id of the union the own id in one of the vocabularies, or -1.</summary>
    public int[] OwnIds(int m)
    {
        int[] own = new int[Vocabulary.Count];
        Array.Fill(own, -1);
        for (int id = Ids[m].Length - 1; id >= 0; id--)
        {
            own[Ids[m][id]] = id;
        }

        return own;
    }

    private static int[] Reorder(int[] first, int count)
    {
        int[] place = new int[count];
        Array.Fill(place, -1);
        int next = 0;
        foreach (int id in first)
        {
            place[id] = place[id] >= 0 ? place[id] : next++;
        }

        for (int id = 0; id < count; id++)
        {
            place[id] = place[id] >= 0 ? place[id] : next++;
        }

        return place;
    }
}
