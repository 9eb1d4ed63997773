"""What an organisation's charter lets it do: written down, held against what is asked, asked about before a dispatch."""
